const FIRST_MS = 250
const MOST_MS = 5000

/** Doubling, then steady, spread so that instances do not all come back in the same moment. */
export function retryDelayMs(attempt: number, random: () => number): number {
  return Math.min(FIRST_MS * 2 ** attempt, MOST_MS) * (0.5 + random() / 2)
}
