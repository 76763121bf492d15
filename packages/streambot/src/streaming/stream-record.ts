/** What is known of one stream while it lasts. */
import type { InclusiveRange } from '../core/range.js'

/** The average covers about the last five seconds. */
const RATE_SPAN_MS = 5000
/** Names are shown to people; nobody reads more. */
const MAX_NAMES = 64

export interface StreamAbout {
  /** Of the request, so that the log tells of the same stream. */
  readonly id: string
  /** Of the file that is being read; a stream may read several, one after the other. */
  readonly linkId: string
  /** Of the link; null: its record is out of reach, and it is served from its token alone. */
  readonly ownerId: number | null
  readonly fileName: string
  readonly sizeBytes: number
  readonly range: InclusiveRange
  /** Of the visitor. */
  readonly address: string
}

export interface StreamInfo extends StreamAbout {
  readonly startedAtMs: number
  readonly ageMs: number
  /** The kernel has taken them. */
  readonly sentBytes: number
  readonly bytesPerSecond: number
  /** Who served its parts: names of clients, `cache`, `disk`. */
  readonly servedBy: readonly string[]
  readonly heldBytes: number
}

/** Where the bytes of a stream come from. */
interface Reader {
  readonly heldBytes: number
  sweep(isShort?: boolean): void
}

export class StreamRecord implements Disposable {
  readonly id: string
  readonly ownerId: number | null
  #linkId: string
  #sentBytes = 0
  #rate = 0
  #ratedBytes = 0
  #ratedAtMs: number
  #reader: Reader | null = null
  readonly #servedBy = new Set<string>()

  constructor(
    private readonly about: StreamAbout,
    private readonly startedAtMs: number,
    readonly cancel: (reason: string) => void,
    private readonly leave: () => void,
  ) {
    this.id = about.id
    this.#linkId = about.linkId
    this.ownerId = about.ownerId
    this.#ratedAtMs = startedAtMs
  }

  get linkId(): string {
    return this.#linkId
  }

  /** From here on it reads the file of another link. */
  turnTo(linkId: string): void {
    this.#linkId = linkId
  }

  attach(reader: Reader): void {
    this.#reader = reader
  }

  servedBy(name: string): void {
    if (this.#servedBy.size < MAX_NAMES) this.#servedBy.add(name)
  }

  sent(bytes: number): void {
    this.#sentBytes += bytes
  }

  /** Lets go of what lies ahead of a reader that takes nothing. */
  relieve(): void {
    this.#reader?.sweep(true)
  }

  /** Called every second or so. */
  sweep(nowMs: number): void {
    this.#reader?.sweep()
    const elapsedMs = nowMs - this.#ratedAtMs
    if (elapsedMs <= 0) return
    const current = ((this.#sentBytes - this.#ratedBytes) * 1000) / elapsedMs
    const isFirst = this.#ratedAtMs === this.startedAtMs
    this.#rate += (current - this.#rate) * (isFirst ? 1 : 1 - Math.exp(-elapsedMs / RATE_SPAN_MS))
    this.#ratedBytes = this.#sentBytes
    this.#ratedAtMs = nowMs
  }

  info(nowMs: number): StreamInfo {
    return {
      ...this.about,
      linkId: this.#linkId,
      startedAtMs: this.startedAtMs,
      ageMs: nowMs - this.startedAtMs,
      sentBytes: this.#sentBytes,
      bytesPerSecond: Math.round(this.#rate),
      servedBy: [...this.#servedBy],
      heldBytes: this.#reader?.heldBytes ?? 0,
    }
  }

  [Symbol.dispose](): void {
    this.#reader = null
    this.leave()
  }
}
