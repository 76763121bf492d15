const FIRST_MS = 10
const MOST_MS = 250

/** Doubling up to a quarter of a second, with full jitter: what failed together does not come back together. `failures` counts from 0. */
export function backoffMs(failures: number, random: () => number): number {
  return Math.min(FIRST_MS * 2 ** failures, MOST_MS) * random()
}
