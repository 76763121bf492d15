/**
 * Counts who reads a link: each reader once, however many ranges they ask for. Of a link with a maximum the database counts, before a byte
 * leaves. All others are counted here and added up there every few seconds; a crash loses as many, and while the database is away they wait,
 * at the end for some seconds more.
 */
import { createHash } from 'node:crypto'
import { StreamBotError } from '../core/errors.js'
import { networkOf } from '../policy/link-access-address.js'
import { AccessMemory } from '../policy/link-access-memory.js'
import { withinTime } from '../policy/time-limit.js'
import type { Clock } from '../ports/clock.js'
import type { LinkAccess, LinkStore } from '../ports/link-store.js'

const FLUSH_EVERY_MS = 5000
const MAX_READERS = 50_000
/** Longer than a film; whoever comes back later reads anew. */
const SAME_READER_MS = 6 * 3600_000
/** Links that wait for the database. */
const MAX_WAITING = 10_000
const MAX_REPORTED = 1000
/** At the end it cannot wait for better times. */
const LAST_RETRY_MS = 250
const LAST_CHANCE_MS = 10_000

export interface AccessRecorderDeps {
  readonly clock: Clock
  readonly links: Pick<LinkStore, 'consumeDownload' | 'recordAccess'>
  /** What could not be written; it is kept, and tried again. At the end, once, how many were lost. */
  readonly onTrouble: (error: unknown) => void
}

export interface Access {
  readonly linkId: string
  /** null: as many as want to. */
  readonly maxDownloads: number | null
  readonly address: string
  readonly userAgent: string | null
}

export class AccessRecorder implements AsyncDisposable {
  readonly #counted = new AccessMemory<true>({ maxEntries: MAX_READERS, maxAgeMs: SAME_READER_MS })
  #waiting = new Map<string, LinkAccess>()
  /** On the way to the database. */
  #writing: readonly LinkAccess[] = []
  #timer: NodeJS.Timeout | null = null
  #flushing: Promise<void> | null = null
  #isClosing = false
  /** Why the last write failed; undefined: it did not. */
  #failure: unknown

  constructor(private readonly deps: AccessRecorderDeps) {}

  /** Does not keep the process alive. */
  start(): void {
    this.#timer ??= setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref()
  }

  /** @throws StreamBotError link_exhausted, link_not_found; store_unavailable when only the database knows whether one more may read */
  async count(access: Access): Promise<void> {
    const { linkId, maxDownloads } = access
    const reader = toReaderKey(access)
    const nowMs = this.deps.clock.now()
    const isCounted = this.#counted.get(reader, nowMs) !== undefined
    if (!isCounted && maxDownloads !== null) await this.#consume(linkId, reader, nowMs)
    this.#counted.set(reader, true, nowMs)
    const isNew = !isCounted && maxDownloads === null
    this.#wait({ linkId, downloads: isNew ? 1 : 0, lastAccessAtMs: nowMs })
  }

  /** Writes what waits. Never rejects. */
  flush(): Promise<void> {
    return (this.#flushing ??= this.#write().finally(() => (this.#flushing = null)))
  }

  /** Writes what is left, for `LAST_CHANCE_MS` at most. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    this.#isClosing = true
    try {
      await withinTime(
        LAST_CHANCE_MS,
        () => this.#lostError(),
        (signal) => this.#finish(signal),
      )
    } catch (error) {
      this.deps.onTrouble(error)
    }
  }

  async #finish(signal: AbortSignal): Promise<void> {
    await this.#flushing
    while (this.#waiting.size > 0 && !signal.aborted) {
      await this.flush()
      if (this.#waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, LAST_RETRY_MS))
    }
  }

  #lostError(): Error {
    const lost = [...this.#waiting.values(), ...this.#writing]
    const readers = lost.reduce((sum, { downloads }) => sum + downloads, 0)
    const links = new Set(lost.map(({ linkId }) => linkId)).size
    const message = `${readers} readers of ${links} links could not be recorded: they are lost`
    return new StreamBotError('store_unavailable', message, { cause: this.#failure })
  }

  async #consume(linkId: string, reader: string, nowMs: number): Promise<void> {
    const answer = await this.deps.links.consumeDownload(linkId, reader, nowMs)
    if (answer === 'exhausted') throw new StreamBotError('link_exhausted', `Link ${linkId} has had its readers`)
    if (answer === 'unknown') throw new StreamBotError('link_not_found', `Link ${linkId} is not known`)
  }

  #wait(access: LinkAccess): void {
    const { linkId, downloads, lastAccessAtMs } = access
    const before = this.#waiting.get(linkId)
    // A link more than there is room for goes uncounted; those that wait already go on adding up.
    if (!before && this.#waiting.size >= MAX_WAITING) return
    this.#waiting.set(linkId, {
      linkId,
      downloads: downloads + (before?.downloads ?? 0),
      lastAccessAtMs: Math.max(lastAccessAtMs, before?.lastAccessAtMs ?? 0),
    })
  }

  async #write(): Promise<void> {
    this.#writing = [...this.#waiting.values()]
    this.#waiting = new Map()
    try {
      while (this.#writing.length > 0) {
        await this.deps.links.recordAccess(this.#writing.slice(0, MAX_REPORTED))
        this.#writing = this.#writing.slice(MAX_REPORTED)
      }
      this.#failure = undefined
    } catch (error) {
      const unwritten = this.#writing
      this.#writing = []
      for (const access of unwritten) this.#wait(access)
      this.#failure = error
      const isAway = error instanceof StreamBotError && error.code === 'store_unavailable'
      if (!isAway && !this.#isClosing) this.deps.onTrouble(error)
    }
  }
}

/** The same for every range of one reader, and for nobody else as far as that can be told; shows nothing of who it is. 43 characters. */
function toReaderKey({ linkId, address, userAgent }: Access): string {
  return createHash('sha256')
    .update(JSON.stringify([linkId, networkOf(address), userAgent]))
    .digest('base64url')
}
