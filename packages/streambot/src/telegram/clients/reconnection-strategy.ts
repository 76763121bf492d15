/**
 * When the library dials again after its connection was lost. The first times at once, because it hangs up itself when it changes
 * keys or sessions; then after a growing, random wait, so that no data centre that comes back is met by all clients together.
 * A connection that is taken and brings nothing is as good as none.
 */
import type { Clock, Randomness } from '../../ports/clock.js'
import { fraction } from './jitter.js'

/** What two logins take that are lost one after the other: three connections each, when the key is forgotten with it. */
const AT_ONCE = { times: 6, withinMs: 10_000 }
const FIRST_MS = 500
/** A connection that went a moment ago may be back any moment; one that is away for long is dialled seldom. */
const LONGEST_MS = { atFirst: 5_000, ever: 30_000, partOfOutage: 1 / 4 }

/**
 * However the library comes to dial, for some of its reasons lie beside the strategy: in a second as often as a forgotten key takes, in a minute as
 * often as its own limit of five in ten seconds comes to. That one leaves a login without an answer for most of ten seconds when a key is
 * forgotten soon after a start, and its limit of one in a second keeps each login waiting.
 */
export const CONNECTS_AT_MOST = {
  flood: [{ count: 3, windowMs: 1_000 }],
  sanity: [
    { count: 12, windowMs: 10_000 },
    { count: 30, windowMs: 60_000 },
  ],
}

export class ReconnectionStrategy {
  #atOnce: number[] = []
  #lostAtMs = 0
  #lastWaitMs = 0
  #wasOfUse = true

  constructor(
    private readonly clock: Clock,
    private readonly randomness: Randomness,
  ) {}

  /** Telegram answered a call. */
  answered(): void {
    this.#wasOfUse = true
  }

  /** @param previousWait null: there was a connection since */
  wait({ previousWait }: { readonly previousWait: number | null }): number {
    const now = this.clock.now()
    const isFirst = this.#wasOfUse
    this.#wasOfUse = false
    if (isFirst) {
      this.#lostAtMs = now
      this.#lastWaitMs = 0
    }
    if (previousWait === null && this.#lastWaitMs === 0 && this.#mayDialAtOnce(now)) return 0
    // The next wait lies between the first and three times the last.
    const { atFirst, ever, partOfOutage } = LONGEST_MS
    const longestMs = Math.min(ever, Math.max(atFirst, (now - this.#lostAtMs) * partOfOutage))
    const most = Math.min(longestMs, Math.max(FIRST_MS * 2, this.#lastWaitMs * 3))
    this.#lastWaitMs = Math.round(FIRST_MS + (most - FIRST_MS) * fraction(this.randomness))
    return this.#lastWaitMs
  }

  #mayDialAtOnce(now: number): boolean {
    // A clock that was set back would keep them for as long.
    this.#atOnce = this.#atOnce.filter((moment) => Math.abs(now - moment) < AT_ONCE.withinMs)
    if (this.#atOnce.length >= AT_ONCE.times) return false
    this.#atOnce.push(now)
    return true
  }
}
