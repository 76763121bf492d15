/** Readers as download managers are: where a download breaks off they ask for the rest, until they have all of it. */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

export interface WantedFile {
  readonly url: string
  readonly sizeBytes: number
  readonly sha256: string
}

/** A download manager gives up some day. */
const MAX_ATTEMPTS = 500
const RETRY_MS = 100
/** A download lasts long enough to be broken off, and leaves time for whoever does that. */
const BYTES_PER_SECOND = 3 * 1024 * 1024
/** Nothing came for so long: it asks again. */
const STALLED_MS = 15_000

export class ResumingReaders {
  /** Exact to the last byte. */
  complete = 0
  /** What should never happen. */
  readonly wrong: string[] = []
  /** Answers by status, and downloads that broke off. */
  readonly met = new Map<string, number>()
  receivedBytes = 0

  constructor(private readonly files: readonly WantedFile[]) {}

  /** As many at once, each one file after the other, until the signal aborts; what is begun then is finished. */
  async readUntil(readers: number, signal: AbortSignal): Promise<void> {
    await Promise.all(
      Array.from({ length: readers }, async (_, reader) => {
        for (let turn = reader; !signal.aborted; turn++) {
          const file = this.files[turn % this.files.length]
          if (file) await this.#read(file)
        }
      }),
    )
  }

  async #read(file: WantedFile): Promise<void> {
    const hash = createHash('sha256')
    let offset = 0
    let tag: string | null = null
    for (let attempts = 0; offset < file.sizeBytes; attempts++) {
      if (attempts === MAX_ATTEMPTS) return void this.wrong.push(`${file.url} could not be had`)
      try {
        const limit = new AbortController()
        let alarm = setTimeout(() => limit.abort(), STALLED_MS)
        try {
          const headers = offset > 0 ? { range: `bytes=${offset}-`, ...(tag ? { 'if-range': tag } : {}) } : {}
          const response = await fetch(file.url, { headers, signal: limit.signal })
          this.#count(String(response.status))
          if (response.status >= 500 || response.status === 429) {
            await response.body?.cancel()
            await delay(RETRY_MS)
            continue
          }
          const begins = startOf(response)
          if (begins !== offset) return void this.wrong.push(`${response.status} begins at ${begins}, not ${offset}`)
          tag = response.headers.get('etag')
          for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
            clearTimeout(alarm)
            alarm = setTimeout(() => limit.abort(), STALLED_MS)
            hash.update(chunk)
            offset += chunk.length
            this.receivedBytes += chunk.length
            await delay((chunk.length / BYTES_PER_SECOND) * 1000)
          }
        } finally {
          clearTimeout(alarm)
        }
      } catch {
        this.#count('broken off')
        await delay(RETRY_MS)
      }
    }
    if (offset !== file.sizeBytes) this.wrong.push(`${file.url}: ${offset} bytes`)
    else if (hash.digest('hex') !== file.sha256) this.wrong.push(`${file.url}: other bytes`)
    else this.complete++
  }

  #count(what: string): void {
    this.met.set(what, (this.met.get(what) ?? 0) + 1)
  }
}

/** The first byte that an answer has; NaN: it has none of the file. */
function startOf({ status, headers }: Response): number {
  if (status === 200) return 0
  return Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? NaN)
}
