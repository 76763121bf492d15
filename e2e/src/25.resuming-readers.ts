/** Readers as download managers are: where a download breaks off they ask for the rest, until they have all of it or are told that there is no more. */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from '@streambot/telegram-sim'
import { Received } from './25.received.js'
import { answerOf } from './readers.js'
import type { TestServer } from './test-server.js'

export interface WantedFile {
  readonly url: string
  readonly sizeBytes: number
  readonly sha256: string
}

/** A file of Ada's or of another person, with its link by the address of the load balancer. */
export async function wantedFile(telegram: TestServer, sizeBytes: number, person?: Account): Promise<WantedFile> {
  const { id, content } = telegram.sim.world.putSyntheticFile(sizeBytes, 'wanted', { mimeType: 'video/mp4' })
  const { download } = await telegram.linkAgain(id, person)
  const hash = createHash('sha256')
  for (let at = 0; at < sizeBytes; at += PIECE_BYTES) {
    hash.update(await content.read(at, Math.min(PIECE_BYTES, sizeBytes - at)))
  }
  return { url: download, sizeBytes, sha256: hash.digest('hex') }
}

export interface ReadersOptions {
  /** Of each: a download lasts long enough to be broken off, and leaves time for whoever does that. */
  readonly bytesPerSecond?: number
  readonly userAgent?: string
  /** What the server calls the refusal after which they ask no more. */
  readonly endsWith?: string
}

export interface Refusal {
  readonly status: number
  /** NaN: it does not say. */
  readonly retryAfterSeconds: number
}

const PIECE_BYTES = 1024 * 1024
/** A download manager gives up some day. */
const MAX_ATTEMPTS = 500
const RETRY_MS = 100
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
  readonly refusals: Refusal[] = []
  readonly received = new Received()

  constructor(
    private readonly files: readonly WantedFile[],
    private readonly options: ReadersOptions = {},
  ) {}

  get brokenOff(): number {
    return this.met.get('broken off') ?? 0
  }

  /** As many at once, each one file after the other, until the signal aborts; what is begun then is finished. */
  async readUntil(readers: number, signal: AbortSignal): Promise<void> {
    await Promise.all(
      Array.from({ length: readers }, async (_, reader) => {
        for (let turn = reader; !signal.aborted; turn++) {
          const file = this.files[turn % this.files.length]
          if (file && (await this.read(file)) !== 'complete') return
        }
      }),
    )
  }

  /** One file. */
  async read(file: WantedFile): Promise<'complete' | 'refused' | 'wrong'> {
    const hash = createHash('sha256')
    let offset = 0
    let tag: string | null = null
    for (let attempts = 0; offset < file.sizeBytes; attempts++) {
      if (attempts === MAX_ATTEMPTS) return this.#wrong(`${file.url} could not be had`)
      try {
        const limit = new AbortController()
        let alarm = setTimeout(() => limit.abort(), STALLED_MS)
        try {
          const response = await fetch(file.url, { headers: this.#headers(offset, tag), signal: limit.signal })
          this.#count(String(response.status))
          if (response.status >= 400) {
            if (await this.#isRefused(response)) return 'refused'
            if (response.status < 500 && response.status !== 429) return this.#wrong(`${response.status} ${file.url}`)
            await delay(RETRY_MS)
            continue
          }
          const begins = startOf(response)
          if (begins !== offset) return this.#wrong(`${response.status} begins at ${begins}, not ${offset}`)
          tag = response.headers.get('etag')
          for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
            clearTimeout(alarm)
            alarm = setTimeout(() => limit.abort(), STALLED_MS)
            hash.update(chunk)
            offset += chunk.length
            this.received.add(chunk.length)
            await delay((chunk.length / (this.options.bytesPerSecond ?? BYTES_PER_SECOND)) * 1000)
          }
        } finally {
          clearTimeout(alarm)
        }
      } catch {
        this.#count('broken off')
        await delay(RETRY_MS)
      }
    }
    if (offset !== file.sizeBytes) return this.#wrong(`${file.url}: ${offset} bytes`)
    if (hash.digest('hex') !== file.sha256) return this.#wrong(`${file.url}: other bytes`)
    this.complete++
    return 'complete'
  }

  #headers(offset: number, tag: string | null): Record<string, string> {
    const { userAgent } = this.options
    return {
      ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
      ...(offset > 0 ? { range: `bytes=${offset}-`, ...(tag === null ? {} : { 'if-range': tag }) } : {}),
    }
  }

  /** @throws when the refusal breaks off */
  async #isRefused(response: Response): Promise<boolean> {
    const { status, headers, code } = await answerOf(response)
    if (code === null || code !== this.options.endsWith) return false
    this.refusals.push({ status, retryAfterSeconds: Number(headers.get('retry-after') ?? NaN) })
    return true
  }

  #wrong(what: string): 'wrong' {
    this.wrong.push(what)
    return 'wrong'
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
