/**
 * A call to Telegram with an end in any case. The library looks at the signal only once a call is on its way; getting there (a
 * connection, a key, an authorization) can take it for ever. The limit is a signal because the library's own leaves its timer
 * behind when the client is destroyed, and that keeps the process alive.
 */
import { untilAborted } from '../core/until-aborted.js'

export function boundedCall<T>(
  signal: AbortSignal,
  timeoutMs: number,
  call: (limits: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  return untilAborted(call({ abortSignal }), abortSignal)
}
