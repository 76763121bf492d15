/** Several ranges at a time, as download managers ask. The first difference stops all others. */
import type { ChosenRange } from './choose-ranges.js'
import { checkRange, type DownloadTarget } from './check-download.js'

const AT_ONCE = 6

export async function checkRanges(
  target: DownloadTarget,
  ranges: readonly ChosenRange[],
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const waiting = [...ranges]
  const work = async () => {
    for (let range = waiting.shift(); range; range = waiting.shift()) await checkRange(target, range, either)
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    failed.abort()
  }
}
