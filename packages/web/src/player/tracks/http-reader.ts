/**
 * Reads a film by HTTP ranges, which count as what they belong to: one reader of the file. An answer that is not exactly what was asked for is
 * none. What may be a passing trouble is tried again twice.
 */
import type { ByteReader } from './byte-reader.js'

export const MAX_READ_BYTES = 8 * 1024 * 1024
const TIMEOUT_MS = 30_000
const WAITS_MS = [1_000, 4_000]

/** The server was not reached, or answered something else. */
class ReadError extends Error {
  override readonly name = 'ReadError'

  constructor(
    message: string,
    readonly mayPass: boolean,
  ) {
    super(message)
  }
}

export class HttpReader implements ByteReader {
  constructor(
    private readonly url: string,
    readonly sizeBytes: number,
    private readonly fetchRange: typeof fetch = (...args) => fetch(...args),
    private readonly waitsMs: readonly number[] = WAITS_MS,
  ) {}

  async read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    const last = Math.min(end, this.sizeBytes)
    if (start >= last) return new Uint8Array()
    if (last - start > MAX_READ_BYTES) throw new RangeError(`At most ${MAX_READ_BYTES} bytes are read at once`)
    for (let tries = 0; ; tries++) {
      try {
        return await withTimeout(signal, (both) => this.#ask(start, last, both))
      } catch (error) {
        signal.throwIfAborted()
        const waitMs = this.waitsMs[tries]
        if (waitMs === undefined || (error instanceof ReadError && !error.mayPass)) throw error
        await pause(waitMs, signal)
      }
    }
  }

  async #ask(start: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    const answer = await this.fetchRange(this.url, { headers: { range: `bytes=${start}-${end - 1}` }, signal })
    if (answer.status !== 206 || !answer.headers.get('content-range')?.startsWith(`bytes ${start}-${end - 1}/`)) {
      // A whole file instead of the range would be read to its end.
      void answer.body?.cancel().catch(() => {})
      const mayPass = answer.status === 429 || answer.status >= 500
      throw new ReadError(`The server answered ${answer.status} instead of these bytes`, mayPass)
    }
    const bytes = new Uint8Array(await answer.arrayBuffer())
    if (bytes.length !== end - start) throw new ReadError('The answer is shorter than it says', true)
    return bytes
  }
}

/** `AbortSignal.any` is younger than the browsers that this is for. */
async function withTimeout<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  const both = new AbortController()
  const stop = () => both.abort(signal.reason)
  const timer = setTimeout(() => both.abort(new ReadError('The server took too long', true)), TIMEOUT_MS)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await work(both.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
