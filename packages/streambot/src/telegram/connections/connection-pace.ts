/**
 * What one connection can do, as measured: its delay, its speed, and from them how much should be asked for at once. As many
 * parts are in flight as cover the delay, and one more, so that the line is never idle between two of them.
 */
const PART_BYTES = 1024 * 1024
const MIN_PARTS = 2
const MAX_PARTS = 8
/** How much the newest measurement counts. */
const NEWEST = 0.3
/** Assumed until a part has come: what one connection gives (telegram.md: 5–6 MB/s, bursts of 8–10). */
const FIRST_BYTES_PER_MS = 8000

/** A part's place on a connection. */
export interface Reservation {
  /** The call has left. */
  sent(): void
  /** It was answered (true), or never will be. A second call does nothing. */
  end(hasCome: boolean): void
}

export class ConnectionPace {
  #roundTripMs = Infinity
  #bytesPerMs: number | null = null
  #inFlightBytes = 0
  #lastArrivalMs = 0
  #receivedBytes = 0
  #coolUntilMs = 0

  constructor(private readonly now: () => number) {}

  /** The shortest seen; 0 until one was measured. */
  get roundTripMs(): number {
    return this.#roundTripMs === Infinity ? 0 : this.#roundTripMs
  }

  get bytesPerMs(): number {
    return this.#bytesPerMs ?? FIRST_BYTES_PER_MS
  }

  get inFlightBytes(): number {
    return this.#inFlightBytes
  }

  /** Of files, since the beginning. */
  get receivedBytes(): number {
    return this.#receivedBytes
  }

  get windowBytes(): number {
    const delayBytes = this.bytesPerMs * this.roundTripMs
    return Math.min(MAX_PARTS, Math.max(MIN_PARTS, Math.ceil(delayBytes / PART_BYTES) + 1)) * PART_BYTES
  }

  /** How long a part of so many bytes would take from now, behind all that is in flight. */
  expectedMs(bytes: number): number {
    return this.roundTripMs + (this.#inFlightBytes + bytes) / this.bytesPerMs
  }

  roundTrip(ms: number): void {
    this.#roundTripMs = Math.min(this.#roundTripMs, Math.max(ms, 0))
  }

  /** Telegram told this connection to wait. */
  coolDownUntil(momentMs: number): void {
    this.#coolUntilMs = Math.max(this.#coolUntilMs, momentMs)
  }

  get coolUntilMs(): number {
    return this.#coolUntilMs
  }

  /** Whether a part more would still be worth its place here. An empty connection always takes one. */
  hasRoomFor(bytes: number): boolean {
    if (this.now() < this.#coolUntilMs) return false
    return this.#inFlightBytes === 0 || this.#inFlightBytes + bytes <= this.windowBytes
  }

  /** Keeps a place for a part that is about to be asked for. */
  reserve(bytes: number): Reservation {
    let askedMs: number | null = null
    let isOver = false
    this.#inFlightBytes += bytes
    return {
      sent: () => (askedMs = this.now()),
      end: (hasCome) => {
        if (isOver) return
        isOver = true
        this.#inFlightBytes -= bytes
        if (hasCome && askedMs !== null) this.#arrived(bytes, askedMs)
      },
    }
  }

  /** A part is on the line from the arrival of the one before, or else from when its first byte could have come. */
  #arrived(bytes: number, askedMs: number): void {
    const nowMs = this.now()
    const tookMs = nowMs - Math.max(this.#lastArrivalMs, askedMs + this.roundTripMs)
    this.#lastArrivalMs = nowMs
    this.#receivedBytes += bytes
    const measured = bytes / Math.max(tookMs, 0.1)
    this.#bytesPerMs = this.#bytesPerMs === null ? measured : (1 - NEWEST) * this.#bytesPerMs + NEWEST * measured
  }
}
