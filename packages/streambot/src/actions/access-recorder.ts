/**
 * Counts who reads a link: each reader once, however many ranges they ask for. Of a link with a maximum the database counts, before a byte
 * leaves. All others are counted here and reported there every few seconds; a crash loses as many, and while the database is away they wait,
 * at the end for some seconds more. A report whose answer was lost is sent again unchanged: nobody knows whether the database has it.
 */
import { createHash } from 'node:crypto'
import { hasCode, StreamBotError } from '../core/errors.js'
import { lastChance } from '../policy/last-chance.js'
import { networkOf } from '../policy/link-access-address.js'
import { AccessMemory } from '../policy/link-access-memory.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { AccessReport, LinkAccess, LinkStore } from '../ports/link-store.js'

const FLUSH_EVERY_MS = 5000
const MAX_READERS = 50_000
/** Longer than a film; whoever comes back later reads anew. */
const SAME_READER_MS = 6 * 3600_000
/** Links that wait for the database. */
const MAX_WAITING = 10_000
const MAX_REPORTED = 1000

export interface AccessRecorderDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly links: Pick<LinkStore, 'consumeDownload' | 'recordAccess'>
  /** What could not be written, but that the store is away; it is kept, and tried again. At the end, once, how many were lost. */
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
  /** In no report yet. */
  readonly #waiting = new Map<string, LinkAccess>()
  readonly #reporter: string
  #sequence = 0
  /** The report that the database is not known to have. */
  #pending: AccessReport | null = null
  #timer: NodeJS.Timeout | null = null
  #flushing: Promise<void> | null = null
  #isClosing = false
  /** Why the last write failed; undefined: it did not. */
  #failure: unknown

  constructor(private readonly deps: AccessRecorderDeps) {
    this.#reporter = Buffer.from(deps.randomness.bytes(16)).toString('hex')
  }

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

  /** Writes what is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    this.#isClosing = true
    try {
      await lastChance(
        () => this.#finish(),
        () => this.#lostError(),
      )
    } catch (error) {
      this.deps.onTrouble(error)
    }
  }

  async #finish(): Promise<boolean> {
    await this.#flushing
    await this.flush()
    return this.#reportsDue === 0
  }

  #lostError(): Error {
    const lost = [...(this.#pending?.accesses ?? []), ...this.#waiting.values()]
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

  get #reportsDue(): number {
    return (this.#pending ? 1 : 0) + Math.ceil(this.#waiting.size / MAX_REPORTED)
  }

  /** What was counted when it begins; what is counted meanwhile is for the next time. */
  async #write(): Promise<void> {
    try {
      for (let left = this.#reportsDue; left > 0; left--) {
        this.#pending ??= this.#takeOut()
        await this.deps.links.recordAccess(this.#pending)
        this.#pending = null
      }
      this.#failure = undefined
    } catch (error) {
      this.#failure = error
      if (!hasCode(error, 'store_unavailable') && !this.#isClosing) this.deps.onTrouble(error)
    }
  }

  #takeOut(): AccessReport {
    const accesses = [...this.#waiting.values()].slice(0, MAX_REPORTED)
    for (const { linkId } of accesses) this.#waiting.delete(linkId)
    return { reporter: this.#reporter, sequence: ++this.#sequence, accesses }
  }
}

/** The same for every range of one reader, and for nobody else as far as that can be told; shows nothing of who it is. 43 characters. */
function toReaderKey({ linkId, address, userAgent }: Access): string {
  return createHash('sha256')
    .update(JSON.stringify([linkId, networkOf(address), userAgent]))
    .digest('base64url')
}
