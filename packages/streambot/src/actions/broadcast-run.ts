/**
 * One broadcast on its way: everybody beyond its cursor is asked in turn, several at a time, until all are taken care of or it is to end before.
 */
import { setMaxListeners } from 'node:events'
import type { Broadcast } from '../core/broadcast.js'
import type { BroadcastStore } from '../ports/broadcast-store.js'
import type { UserStore } from '../ports/user-store.js'
import { BroadcastDelivery, type DeliveryDeps } from './broadcast-delivery.js'
import { BroadcastLedger } from './broadcast-ledger.js'
import { News } from './broadcast-news.js'
import { patiently } from './broadcast-patience.js'

const PAGE = 200
/** What is in flight when a broadcast is to end lands in one round trip, or it does not matter any more. */
const LANDING_MS = 2000

export interface RunDeps extends DeliveryDeps {
  readonly broadcasts: Pick<BroadcastStore, 'find' | 'advance'>
  readonly users: Pick<UserStore, 'page' | 'update' | 'count'>
}

export type RunEnd =
  | { readonly kind: 'done' | 'cancelled' | 'stopped' }
  | { readonly kind: 'unusable'; readonly reason: string }
  // It is over, or another instance goes on with it.
  | { readonly kind: 'lost' }

export interface BroadcastProgress extends Broadcast {
  /** All who are known, also those who came after it began. */
  readonly people: number
  /** Nobody gets anything before then, because Telegram says so; null: it goes on. */
  readonly waitsUntilMs: number | null
  /** Why people could not get it, as far as this instance has seen. At most 10 reasons. */
  readonly failures: readonly { readonly reason: string; readonly people: number }[]
}

export class BroadcastRun {
  readonly #news = new News()
  readonly #ending = new AbortController()
  readonly #ledger: BroadcastLedger
  readonly #delivery: BroadcastDelivery
  #people = 0
  #end: RunEnd | null = null
  #mistake: unknown

  constructor(
    private readonly deps: RunDeps,
    private readonly broadcast: Broadcast,
  ) {
    // As many listen as there are people who are asked; Node would take that for a leak.
    setMaxListeners(0, this.#ending.signal)
    const onLost = () => this.#stop({ kind: 'lost' })
    this.#ledger = new BroadcastLedger({ ...deps, news: this.#news, onLost }, broadcast, this.#ending.signal)
    const onUnusable = (reason: string) => this.#stop({ kind: 'unusable', reason })
    this.#delivery = new BroadcastDelivery(deps, broadcast, this.#news, onUnusable)
  }

  get id(): string {
    return this.broadcast.id
  }

  get progress(): BroadcastProgress {
    const { clock, pace } = this.deps
    return {
      ...this.#ledger.broadcast,
      people: this.#people,
      waitsUntilMs: pace.closedForMs === 0 ? null : clock.now() + pace.closedForMs,
      failures: this.#delivery.failures,
    }
  }

  /** Resolves when everybody is taken care of, or when it is to end before. */
  async run(): Promise<RunEnd> {
    const { signal } = this.#ending
    try {
      this.#people = await patiently(this.deps, signal, () => this.deps.users.count())
      await this.#askEverybody(signal)
      this.#ledger.close()
      await this.#news.until(() => this.#ledger.isComplete, signal)
      return { kind: 'done' }
    } catch (error) {
      if (this.#end) return this.#end
      throw this.#mistake ?? error
    } finally {
      this.#ending.abort(new Error('The broadcast has ended'))
    }
  }

  /**
   * Nobody more is asked, and what is in flight lands; then `finish` says in the database that it is over.
   * @returns what `finish` does. @throws what it throws; the broadcast goes on then
   */
  async cancel(finish: () => Promise<boolean>): Promise<boolean> {
    this.deps.pace.hold()
    try {
      await this.#landed()
      await this.#ledger.flushAll()
      const isCancelled = await finish()
      this.#stop({ kind: isCancelled ? 'cancelled' : 'lost' })
      return isCancelled
    } finally {
      this.deps.pace.release()
    }
  }

  /** As `cancel`, but it goes on at the next start. Never rejects. */
  async stop(): Promise<void> {
    this.deps.pace.hold()
    await this.#landed()
    // What is not written down is asked again at the next start, and Telegram knows it.
    await this.#ledger.flush().catch(() => {})
    this.#stop({ kind: 'stopped' })
  }

  /** After the end: counts everybody of whom it is known. @throws StreamBotError store_unavailable */
  settleAccounts(): Promise<void> {
    return this.#ledger.flushAll()
  }

  async #askEverybody(signal: AbortSignal): Promise<void> {
    const { users } = this.deps
    for (let afterId = this.broadcast.cursor; ;) {
      const page = await patiently(this.deps, signal, () => users.page(afterId, PAGE))
      for (const { id, unreachableSinceMs } of page) {
        afterId = id
        if (unreachableSinceMs !== null) this.#ledger.pass(id)
        else await this.#ask(id, signal)
      }
      if (page.length === 0) return
    }
  }

  /** Resolves when there was room for one more, not when they have it. */
  async #ask(userId: number, signal: AbortSignal): Promise<void> {
    await this.#news.until(() => this.#ledger.hasRoom, signal)
    const settle = this.#ledger.ask(userId)
    void this.#delivery.deliver(userId, signal).then(settle, (error: unknown) => {
      if (signal.aborted) return
      this.#mistake = error
      this.#ending.abort(error)
    })
  }

  async #landed(): Promise<void> {
    const limit = new AbortController()
    const timer = this.deps.time.wait(LANDING_MS, limit.signal).then(
      () => limit.abort(),
      () => {},
    )
    const isLanded = () => this.#delivery.inFlight === 0 && !this.#ledger.isWriting
    await this.#news.until(isLanded, limit.signal).catch(() => {})
    limit.abort()
    await timer
  }

  #stop(end: RunEnd): void {
    this.#end ??= end
    this.#ending.abort(new Error('The broadcast is to end'))
  }
}
