/**
 * How many bytes a stream may hold: a window that begins with one smallest part and follows whoever is slower. It opens like slow
 * start while the reader waits for Telegram, and only then; it closes while Telegram waits for the reader, down to what the reader
 * takes in a moment: whole parts for who is fast, one small part at a time with nothing ahead for who is slow.
 *
 * Sockets take in bursts: a slow reader blocks for seconds, then its kernel swallows several parts at once and it looks fast. So
 * the time it kept us waiting is remembered, up to a second, and has to be made up for before the window opens again.
 */
import { MAX_PART_BYTES, MIN_PART_BYTES } from './plan-parts.js'
import { MAX_WINDOW_BYTES } from './stream-share.js'

const OPENING = 4
/** Nobody has more read ahead than so many times what he has taken: whoever seeks or leaves at once wastes little. */
const MAX_TIMES_TAKEN = 4
const CLOSING = 2
/** So many turns in a row make a slow reader; fewer are chance. */
const EASY_TURNS_BEFORE_CLOSING = 4
const MAX_DEBT_MS = 1000
/** The window never closes below what the reader takes in this time: fewer and larger parts cost less. */
const MOMENT_MS = 100
/** How far back the reader's speed is looked at. */
const SPEED_MEMORY_MS = 1000

/** From one buffer handed out to the next. */
export interface Turn {
  /** The reader was busy with the buffer before: its socket was full. */
  readonly readerMs: number
  /** The reader waited for the part. */
  readonly upstreamMs: number
  /** Everything asked for had come by the time the reader wanted more. */
  readonly wasAllReady: boolean
  /** Parts wait in the queue before Telegram, or got no room: a larger window cannot help. */
  readonly isHeldUp: boolean
}

export class ReadAhead {
  #bytes = MIN_PART_BYTES
  #easyTurns = 0
  #debtMs = 0
  #takenBytes = 0
  /** What the reader took in the last second. */
  readonly #recent = { bytes: 0, ms: 0 }

  /** Of everything the stream holds. */
  get bytes(): number {
    return this.#bytes
  }

  /** The largest part to ask for: two in the window, so that one is on its way while the other is read. */
  get partBytes(): number {
    return Math.min(Math.max(this.#bytes / 2, MIN_PART_BYTES), MAX_PART_BYTES)
  }

  /** @param takenBytes handed out so far */
  turn({ readerMs, upstreamMs, wasAllReady, isHeldUp }: Turn, takenBytes: number): void {
    this.#remember(takenBytes, readerMs + upstreamMs)
    this.#debtMs = Math.min(Math.max(this.#debtMs + readerMs - upstreamMs, 0), MAX_DEBT_MS)
    const isReaderSlower = readerMs >= upstreamMs
    this.#easyTurns = isReaderSlower && wasAllReady ? this.#easyTurns + 1 : 0
    if (!isReaderSlower && this.#debtMs === 0 && !isHeldUp) {
      const wide = Math.min(
        this.#bytes * OPENING,
        Math.max(takenBytes, MIN_PART_BYTES) * MAX_TIMES_TAKEN,
        MAX_WINDOW_BYTES,
      )
      this.#bytes = Math.max(this.#bytes, wide)
    } else if (this.#easyTurns >= EASY_TURNS_BEFORE_CLOSING) {
      this.#bytes = Math.min(this.#bytes, Math.max(this.#bytes / CLOSING, this.#momentBytes))
      this.#easyTurns = 0
    }
  }

  /** The reader has stopped. */
  close(): void {
    this.#bytes = MIN_PART_BYTES
    this.#easyTurns = 0
    this.#debtMs = MAX_DEBT_MS
    this.#recent.bytes = 0
  }

  /** From one smallest part to two of the largest. */
  get #momentBytes(): number {
    const bytes = (this.#recent.bytes * MOMENT_MS) / Math.max(this.#recent.ms, MOMENT_MS)
    return Math.min(Math.max(bytes, MIN_PART_BYTES), 2 * MAX_PART_BYTES)
  }

  #remember(takenBytes: number, ms: number): void {
    this.#recent.bytes += takenBytes - this.#takenBytes
    this.#recent.ms += ms
    this.#takenBytes = takenBytes
    const share = Math.min(1, SPEED_MEMORY_MS / this.#recent.ms)
    this.#recent.bytes *= share
    this.#recent.ms *= share
  }
}
