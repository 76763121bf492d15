/**
 * When the library dials again after its connection was lost. The first times at once, because it hangs up itself when it changes
 * keys or sessions; then after a growing, random wait, so that no data centre that comes back is met by all clients together.
 */
import type { Clock, Randomness } from '../../ports/clock.js'
import { fraction } from './jitter.js'

const AT_ONCE = { times: 3, withinMs: 10_000 }
const FIRST_MS = 500
/** A connection that went a moment ago may be back any moment; one that is away for long is dialled seldom. */
const LONGEST_MS = { atFirst: 5_000, ever: 30_000, partOfOutage: 1 / 4 }

export function reconnectionStrategy(
  clock: Clock,
  randomness: Randomness,
): (state: { readonly previousWait: number | null }) => number {
  let atOnce: number[] = []
  let lostAtMs = 0
  return ({ previousWait }) => {
    const now = clock.now()
    if (previousWait === null) {
      lostAtMs = now
      atOnce = atOnce.filter((moment) => now - moment < AT_ONCE.withinMs)
      if (atOnce.length < AT_ONCE.times) {
        atOnce.push(now)
        return 0
      }
    }
    // The library tells no more than the last wait, so the next one lies between the first and three times the last.
    const { atFirst, ever, partOfOutage } = LONGEST_MS
    const longestMs = Math.min(ever, Math.max(atFirst, (now - lostAtMs) * partOfOutage))
    const most = Math.min(longestMs, Math.max(FIRST_MS * 2, (previousWait ?? 0) * 3))
    return Math.round(FIRST_MS + (most - FIRST_MS) * fraction(randomness))
  }
}
