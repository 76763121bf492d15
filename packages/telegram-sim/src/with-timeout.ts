import type { Clock } from './clock.js'

/**
 * Runs something that waits until it is aborted, for at most `timeoutMs`; answers null when the time is up.
 * The signal given to it always aborts in the end, so that nothing keeps waiting behind an answer already given.
 */
export async function withTimeout<Result>(
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
  wait: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | null> {
  const ending = new AbortController()
  let timedOut = false
  const cancelTimer = clock.after(timeoutMs, () => {
    timedOut = true
    ending.abort()
  })
  try {
    return await wait(AbortSignal.any([signal, ending.signal]))
  } catch (error) {
    if (timedOut) return null
    throw error
  } finally {
    cancelTimer()
    ending.abort()
  }
}
