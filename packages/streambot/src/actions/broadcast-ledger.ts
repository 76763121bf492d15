/**
 * What became of the people of one broadcast, and the cursor in the database that follows behind: it moves in small steps, to before the first
 * of whom nothing is known yet. No more than 50 people are ever asked beyond it, because a crash asks them again.
 */
import type { Broadcast, BroadcastStep } from '../core/broadcast.js'
import type { BroadcastStore } from '../ports/broadcast-store.js'
import type { News } from './broadcast-news.js'
import { patiently, type PatienceDeps } from './broadcast-patience.js'
import { BroadcastWindow, type NextStep, type Settled } from './broadcast-window.js'

const MAX_BEYOND_CURSOR = 50
const STEP = 25
const STEP_EVERY_MS = 1000

export interface LedgerDeps extends PatienceDeps {
  readonly broadcasts: Pick<BroadcastStore, 'find' | 'advance'>
  readonly news: News
  /** The broadcast is over, or another instance goes on with it. */
  readonly onLost: () => void
}

export class BroadcastLedger {
  readonly #window = new BroadcastWindow()
  #stored: Broadcast
  #lastStepMs: number
  #isLast = false
  #writing: Promise<void> | null = null

  constructor(
    private readonly deps: LedgerDeps,
    broadcast: Broadcast,
    private readonly signal: AbortSignal,
  ) {
    this.#stored = broadcast
    this.#lastStepMs = deps.time.now()
  }

  /** With everybody counted of whom it is known. */
  get broadcast(): Broadcast {
    return { ...this.#stored, ...plus(this.#stored, this.#window.counts) }
  }

  get hasRoom(): boolean {
    return this.#window.asked < MAX_BEYOND_CURSOR
  }

  get isWriting(): boolean {
    return this.#writing !== null
  }

  /** Everybody is written down. */
  get isComplete(): boolean {
    return this.#isLast && this.#window.isEmpty && !this.isWriting
  }

  /** @returns what to call once it is known whether the person got it */
  ask(userId: number): (outcome: Settled) => void {
    const settle = this.#window.ask(userId)
    return (outcome) => {
      settle(outcome)
      this.#write()
    }
  }

  /** Of somebody who is not asked, because they cannot be reached. */
  pass(userId: number): void {
    this.#window.pass(userId)
    this.#write()
  }

  /** Nobody comes after those who were asked. */
  close(): void {
    this.#isLast = true
    this.#write()
  }

  /** One try, for whoever stops: as far as the cursor may move. Does nothing where the database keeps another try waiting. */
  async flush(): Promise<void> {
    if (this.signal.aborted) await this.#writing
    if (this.isWriting) return
    const next = this.#window.next()
    if (next && (await this.deps.broadcasts.advance(this.#stored.id, this.#stored.cursor, next.step))) {
      this.#moved(next.step)
      next.take()
    }
  }

  /** One try, for whoever cancels: counts everybody, also those beyond where the cursor may move. @throws StreamBotError store_unavailable */
  async flushAll(): Promise<void> {
    await this.flush()
    if (this.isWriting) return
    const step = { cursor: this.#stored.cursor, ...this.#window.counts }
    if (step.sent + step.unreachable + step.failed === 0) return
    if (!(await this.deps.broadcasts.advance(this.#stored.id, this.#stored.cursor, step))) return
    this.#window.drain()
    this.#moved(step)
  }

  get #isDue(): boolean {
    const isTime = this.deps.time.now() - this.#lastStepMs >= STEP_EVERY_MS
    return this.#isLast || isTime || this.#window.askedAndSettled >= STEP
  }

  #write(): void {
    this.deps.news.tell()
    const next = this.#writing || this.signal.aborted || !this.#isDue ? null : this.#window.next()
    if (!next) return
    this.#writing = this.#step(next)
      .catch(() => {}) // aborted: nothing is written any more
      .finally(() => {
        this.#writing = null
        this.#write()
      })
  }

  async #step({ step, take }: NextStep): Promise<void> {
    const stored = await this.#advance(step)
    if (!stored) return this.deps.onLost()
    take()
    this.#stored = stored
    this.#lastStepMs = this.deps.time.now()
  }

  /** @returns the broadcast there; null when it is over or somebody else has moved it */
  async #advance(step: BroadcastStep): Promise<Broadcast | null> {
    const { id, cursor } = this.#stored
    let isAnswerLost = false
    const isMoved = await patiently(this.deps, this.signal, () =>
      this.deps.broadcasts.advance(id, cursor, step).catch((error: unknown) => {
        isAnswerLost = true
        throw error
      }),
    )
    if (isMoved) return { ...this.#stored, ...plus(this.#stored, step), cursor: step.cursor }
    if (!isAnswerLost) return null
    const found = await patiently(this.deps, this.signal, () => this.deps.broadcasts.find(id))
    return found?.state === 'running' && found.cursor === step.cursor ? found : null
  }

  #moved(step: BroadcastStep): void {
    this.#stored = { ...this.#stored, ...plus(this.#stored, step), cursor: step.cursor }
  }
}

function plus(one: Omit<BroadcastStep, 'cursor'>, other: Omit<BroadcastStep, 'cursor'>): Omit<BroadcastStep, 'cursor'> {
  return {
    sent: one.sent + other.sent,
    unreachable: one.unreachable + other.unreachable,
    failed: one.failed + other.failed,
  }
}
