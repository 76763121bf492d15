/** Whether a token is still good while what it began goes on: looked at every few seconds, so that a revoked one ends it. */
import { hasCode } from '../../../core/errors.js'

export interface TokenWatch extends Disposable {
  /** Aborted with why the token is good no longer. */
  readonly signal: AbortSignal
}

/**
 * Until it is disposed.
 * @param look throws when the token is good no longer; where nobody knows (store_unavailable), the next look may
 */
export function watchToken(look: () => Promise<unknown>, everyMs: number): TokenWatch {
  const gone = new AbortController()
  let isLooking = false
  const lookAgain = async () => {
    if (isLooking) return
    isLooking = true
    try {
      await look()
    } catch (error) {
      if (!hasCode(error, 'store_unavailable')) gone.abort(error)
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void lookAgain(), everyMs).unref()
  return { signal: gone.signal, [Symbol.dispose]: () => clearInterval(timer) }
}
