/**
 * Who may be sent something, and when: one after the other, so many a second, nobody while Telegram has said to wait, nobody while it is held. What
 * timers are late is made up for, but no more than a tenth of a second of it: a process that stood still does not come back with a burst.
 */
import { untilAborted } from '../core/until-aborted.js'
import type { SteadyTime } from '../ports/clock.js'

/** Timers take no more than 24 days; what is longer is waited for in pieces. */
const LONGEST_WAIT_MS = 86_400_000
/** At 25 a second no second has more than 28. */
const MADE_UP_FOR_MS = 100

export class BroadcastPace {
  readonly #intervalMs: number
  #nextTurnMs = -Infinity
  #closedUntilMs = -Infinity
  #line: Promise<void> = Promise.resolve()
  #release: (() => void) | null = null
  #released: Promise<void> = Promise.resolve()

  constructor(
    perSecond: number,
    private readonly time: SteadyTime,
  ) {
    this.#intervalMs = 1000 / perSecond
  }

  /** How long nobody is sent anything for what Telegram said; 0: somebody is. */
  get closedForMs(): number {
    return Math.max(0, this.#closedUntilMs - this.time.now())
  }

  /** First come, first served. Rejects when the signal aborts. */
  turn(signal: AbortSignal): Promise<void> {
    const turn = this.#line.then(() => this.#next(signal))
    this.#line = turn.catch(() => {})
    return turn
  }

  /** Telegram said so. A shorter wait than the one under way changes nothing. */
  close(forMs: number): void {
    this.#closedUntilMs = Math.max(this.#closedUntilMs, this.time.now() + forMs)
  }

  /** No turn comes until it is released. */
  hold(): void {
    if (this.#release) return
    this.#released = new Promise((resolve) => (this.#release = resolve))
  }

  release(): void {
    this.#release?.()
    this.#release = null
  }

  async #next(signal: AbortSignal): Promise<void> {
    do {
      await untilAborted(this.#released, signal)
      await this.#until(Math.max(this.#nextTurnMs, this.#closedUntilMs), signal)
    } while (this.#release || this.closedForMs > 0)
    this.#nextTurnMs = Math.max(this.#nextTurnMs, this.time.now() - MADE_UP_FOR_MS) + this.#intervalMs
  }

  async #until(momentMs: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const leftMs = momentMs - this.time.now()
      if (leftMs <= 0) return signal.throwIfAborted()
      await this.time.wait(Math.min(leftMs, LONGEST_WAIT_MS), signal)
    }
  }
}
