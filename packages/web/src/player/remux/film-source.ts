/** A film for mediabunny to read: by ranges, in pieces, no further ahead than it asks for, and no longer than somebody waits for it. */
import { CustomSource } from 'mediabunny'
import type { ByteReader } from '../tracks/byte-reader.js'

const PIECE_BYTES = 1024 * 1024
const CACHE_BYTES = 16 * 1024 * 1024

export class FilmSource {
  readonly source: CustomSource
  #reads = new AbortController()
  readonly #pending = new Set<Promise<unknown>>()

  constructor(private readonly file: ByteReader) {
    this.source = new CustomSource({
      getSize: () => file.sizeBytes,
      read: (start, end) => this.#stream(start, end),
      maxCacheSize: CACHE_BYTES,
      prefetchProfile: 'network',
      // What was read ahead for nobody; whoever wants it is told when asking.
      handleUnhandledError: () => {},
    })
  }

  /** Nobody waits any more for what is on its way. Resolves when it is over, so that the next one to read meets nothing of it. */
  async abandon(): Promise<void> {
    this.#reads.abort(new DOMException('Nobody waits for it', 'AbortError'))
    await Promise.allSettled(this.#pending)
    await new Promise((resolve) => setTimeout(resolve))
    this.#reads = new AbortController()
  }

  #stream(start: number, end: number): ReadableStream<Uint8Array> {
    let at = start
    const { signal } = this.#reads
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const reading = this.file.read(at, Math.min(end, at + PIECE_BYTES), signal)
          this.#pending.add(reading)
          try {
            const bytes = await reading
            at += bytes.length
            controller.enqueue(bytes)
            if (at >= end || bytes.length === 0) controller.close()
          } finally {
            this.#pending.delete(reading)
          }
        },
      },
      { highWaterMark: 0 },
    )
  }
}
