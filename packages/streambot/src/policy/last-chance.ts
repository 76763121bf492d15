/** What is not written yet when the server stops: it is tried again for as long as whoever stops it can be made to wait, and is lost then. */
import { withinTime } from './time-limit.js'

const LAST_CHANCE_MS = 5000
const RETRY_MS = 250

/**
 * @param attempt resolves with whether nothing is left
 * @throws what `toLoss` makes, when the time is over
 */
export async function lastChance(attempt: () => Promise<boolean>, toLoss: () => Error): Promise<void> {
  await withinTime(LAST_CHANCE_MS, toLoss, async (signal) => {
    while (!(await attempt()) && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  })
}
