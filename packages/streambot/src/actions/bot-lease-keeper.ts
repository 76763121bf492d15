/**
 * Holds the lease of a bot, or waits for it. The holder beats once a second; whoever sees no beat for three takes over, so that people are without
 * an answer for less than five. With the database away whoever held it goes on, and so does whoever starts and cannot ask: silence is worse than
 * two who say the same, since what both answer to one message has one name, under which Telegram sends it once. The next call that arrives tells.
 */
import type { BotLease } from '../core/bot-lease.js'
import { hasCode } from '../core/errors.js'
import type { BotLeaseStore } from '../ports/bot-lease-store.js'
import type { SteadyTime } from '../ports/clock.js'

const BEAT_EVERY_MS = 1000
const LOOK_EVERY_MS = 500
const SILENT_AFTER_MS = 3000

export interface BotLeaseDeps {
  readonly leases: BotLeaseStore
  readonly botId: number
  /** Of this process, and of no other one that ever was. */
  readonly holder: string
  readonly time: SteadyTime
  /** What should not happen; not that the database is away. */
  readonly onTrouble: (error: unknown) => void
}

export class BotLeaseKeeper implements AsyncDisposable {
  /** Told whenever this instance is on duty from now on, or no longer. */
  onChange: (isOnDuty: boolean) => void = () => {}
  readonly #stopping = new AbortController()
  #lease: BotLease | null = null
  /** The lease of another one, since it was seen first as it is. */
  #watched: { readonly lease: BotLease; readonly sinceMs: number } | null = null
  #life: Promise<void> | null = null
  /** Whether anybody holds it has been seen once. */
  #hasLooked = false
  /** Without the lease, because nobody can be asked for it. */
  #isInDoubt = false

  constructor(private readonly deps: BotLeaseDeps) {}

  /** null: another instance has it, or nobody yet. */
  get lease(): BotLease | null {
    return this.#lease
  }

  /** Whether this instance has to act as its holder does. */
  get isOnDuty(): boolean {
    return this.#lease !== null || this.#isInDoubt
  }

  /** Looks once, and then goes on by itself. A lease that nobody holds is taken when this resolves. */
  async begin(): Promise<void> {
    await this.#step()
    this.#life = this.#live()
  }

  /** Gives the lease back, so that whoever waits need not. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('The server stops'))
    await this.#life
    const lease = this.#lease
    this.#lease = null
    this.#isInDoubt = false
    if (lease) await this.#unlessAway(() => this.deps.leases.giveBack(lease))
  }

  async #live(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await this.deps.time.wait(this.#lease ? BEAT_EVERY_MS : LOOK_EVERY_MS, signal).catch(() => {})
      if (!signal.aborted) await this.#step()
    }
  }

  async #step(): Promise<void> {
    const isReached = await this.#unlessAway(() => (this.#lease ? this.#beat(this.#lease) : this.#look()))
    if (isReached || this.#hasLooked || this.#isInDoubt || this.#stopping.signal.aborted) return
    this.#isInDoubt = true
    this.onChange(true)
  }

  async #beat(lease: BotLease): Promise<void> {
    const beaten = await this.deps.leases.beat(lease)
    if (beaten) this.#lease = beaten
    else this.#lose()
  }

  async #look(): Promise<void> {
    const { leases, botId, holder, time } = this.deps
    const found = await leases.find(botId)
    this.#hasLooked = true
    // A lease whose taking was done and not answered.
    if (found?.holder === holder) return this.#win(found)
    const before = this.#watched
    if (found !== null && found.holder !== null && !this.#isSilent(found, time.now())) {
      // The lease of one that is gone looks the same at first.
      const isAlive = before !== null && this.#watched !== before
      if (isAlive && this.#isInDoubt) this.#lose()
      return
    }
    const taken = await leases.take(botId, holder, found)
    if (taken) this.#win(taken)
    else this.#watched = null
  }

  #isSilent(found: BotLease, nowMs: number): boolean {
    const isSame = this.#watched?.lease.epoch === found.epoch && this.#watched.lease.beat === found.beat
    if (!isSame) this.#watched = { lease: found, sinceMs: nowMs }
    return nowMs - (this.#watched?.sinceMs ?? nowMs) >= SILENT_AFTER_MS
  }

  #win(lease: BotLease): void {
    const wasOnDuty = this.isOnDuty
    this.#lease = lease
    this.#watched = null
    this.#isInDoubt = false
    // Taken while it was told to stop, it is given back at once.
    if (!wasOnDuty && !this.#stopping.signal.aborted) this.onChange(true)
  }

  #lose(): void {
    this.#lease = null
    this.#isInDoubt = false
    this.onChange(false)
  }

  /** @returns false when it was not carried out, as far as anybody knows */
  async #unlessAway(act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (error) {
      // Its holder could not beat either: its silence says nothing.
      this.#watched = null
      if (!hasCode(error, 'store_unavailable')) this.deps.onTrouble(error)
      return false
    }
  }
}
