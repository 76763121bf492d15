import { untilAborted } from '../core/until-aborted.js'

/** Waits for `act`, but no longer than `limitMs`: its signal then aborts, and the wait ends with what `toError` makes. */
export async function withinTime<T>(
  limitMs: number,
  toError: () => Error,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(toError()), limitMs)
  try {
    return await untilAborted(act(limit.signal), limit.signal)
  } finally {
    clearTimeout(timer)
  }
}
