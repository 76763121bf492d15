/**
 * A body as it comes in, which is given up where it comes so slowly that its place is better given to somebody else. Only the time in which its
 * sender is waited for counts, not what becomes of each chunk.
 */
import { untilAborted } from '../../../core/until-aborted.js'
import { ApiError } from '../api-error.js'

/** So many bytes have to come in so long, or the rest of the body. */
const MIN_BYTES = 64 * 1024
const WITHIN_MS = 60_000

/** @throws ApiError upload_stalled; where the connection ends before the body; the signal's reason when aborted */
export async function* readAtPace(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const stalled = new AbortController()
  const stop = AbortSignal.any([signal, stalled.signal])
  const source = body[Symbol.asyncIterator]()
  let cameBytes = 0
  let waitedMs = 0
  for (;;) {
    const startedMs = performance.now()
    const timer = setTimeout(() => stalled.abort(new ApiError('upload_stalled')), Math.max(0, WITHIN_MS - waitedMs))
    try {
      const next = await untilAborted(source.next(), stop)
      if (next.done) return
      cameBytes += next.value.length
      waitedMs += performance.now() - startedMs
      if (cameBytes >= MIN_BYTES) cameBytes = waitedMs = 0
      clearTimeout(timer)
      yield next.value
    } finally {
      clearTimeout(timer)
    }
  }
}
