/** How long to wait before the next try: longer each time, to a limit, and never exactly as long as everybody else. */
const FIRST_MS = 1000
const LONGEST_MS = 30_000

/**
 * @param failures in a row, from 1
 * @param random from 0 to 1
 * @param atLeastMs as the server asked for
 */
export function backoffMs(failures: number, random: number, atLeastMs = 0): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10))
  return Math.max(atLeastMs, Math.round(full * (0.5 + random / 2)))
}
