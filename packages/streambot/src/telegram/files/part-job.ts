/** One part on its way: who asked, what went wrong so far, and how long it may still go on. */
import { fileKeyOf, type MediaFile } from '../../core/media-file.js'
import type { FetchedPart, PartAsk, PartSpan } from '../../ports/file-source.js'
import type { Carrier, Line } from './carrier.js'
import type { FileLocation, LocatedFile } from './media.js'

export interface Attempt {
  readonly carrier: Carrier
  readonly line: Line | null
  /** Where it was found, once that is known. */
  file: LocatedFile | null
  readonly abort: AbortController
}

const FIRST_AVOID_MS = 100
const MAX_AVOID_MS = 5000

/** What a file, or its thumbnail, is remembered by: one may be elsewhere, or gone, without the other. */
export function spotOf({ logMessageId, isOfThumbnail }: PartAsk): string {
  return isOfThumbnail ? `thumbnail ${logMessageId}` : `${logMessageId}`
}

export class PartJob {
  readonly spot: string
  readonly attempts = new Set<Attempt>()
  /** It is asked for in two places: that is enough. */
  isHedged = false
  failures = 0
  staleReferences = 0
  /** Since when nobody could bring it; null: it is on its way or merely waits its turn. */
  strandedSinceMs: number | null = null
  /** Since when Telegram asks to wait, again and again maybe. */
  floodedSinceMs: number | null = null
  #isSettled = false
  #isSent = false
  readonly #avoided = new Map<Carrier, number>()
  /** Clients that do not see the file where it should be. */
  readonly #blind = new Set<Carrier>()

  constructor(
    private readonly ask: PartAsk,
    private readonly resolve: (part: FetchedPart) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.spot = spotOf(ask)
  }

  get streamId(): string {
    return this.ask.streamId
  }

  get streamIds(): readonly string[] {
    return this.ask.streamIds?.() ?? [this.ask.streamId]
  }

  get messageId(): number {
    return this.ask.logMessageId
  }

  get lengthBytes(): number {
    return this.ask.part.lengthBytes
  }

  get isOfThumbnail(): boolean {
    return this.ask.isOfThumbnail === true
  }

  /** undefined: there is none. */
  locationIn({ location, thumbnail }: LocatedFile): FileLocation | undefined {
    return this.isOfThumbnail ? thumbnail?.location : location
  }

  isOf(file: MediaFile): boolean {
    return fileKeyOf(file) === this.ask.fileKey
  }

  get part(): PartSpan {
    return this.ask.part
  }

  get isSettled(): boolean {
    return this.#isSettled
  }

  sent(): void {
    if (this.#isSent) return
    this.#isSent = true
    this.ask.onSent?.()
  }

  /** Leaves a client alone for longer each time. */
  avoid(carrier: Carrier, nowMs: number): void {
    this.#avoided.set(carrier, nowMs + Math.min(FIRST_AVOID_MS * 2 ** this.failures, MAX_AVOID_MS))
  }

  /** The client says that the message is gone, or holds another file. */
  notSeenBy(carrier: Carrier): void {
    this.#blind.add(carrier)
  }

  isBlind(carrier: Carrier): boolean {
    return this.#blind.has(carrier)
  }

  isAvoided(carrier: Carrier, nowMs: number): boolean {
    return this.#blind.has(carrier) || (this.#avoided.get(carrier) ?? 0) > nowMs
  }

  isTaken(line: Line): boolean {
    for (const attempt of this.attempts) if (attempt.line === line) return true
    return false
  }

  /** @returns false when it was settled before: whoever has bytes for it keeps them */
  succeed(part: FetchedPart): boolean {
    if (!this.#settle()) return false
    this.resolve(part)
    return true
  }

  fail(error: Error): void {
    if (this.#settle()) this.reject(error)
  }

  /** Whatever is under way for it is given up. */
  #settle(): boolean {
    if (this.#isSettled) return false
    this.#isSettled = true
    for (const { abort } of this.attempts) abort.abort(new Error('The part is settled'))
    return true
  }
}
