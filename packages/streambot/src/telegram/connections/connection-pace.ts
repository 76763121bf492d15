/**
 * What one connection can do, as measured: its delay, its speed, and from them when to ask for more. More is asked for as
 * soon as what is still to come just covers the delay: the line never idles, and no part waits long behind another.
 */
const MIB = 1024 * 1024
/** Still to come when more is asked for, besides what covers the delay: our own event loop takes its turns too. */
const SPARE_BYTES = MIB / 2
/** A little more than the delay needs, since delays vary. */
const COVER_FACTOR = 1.5
const MAX_IN_FLIGHT_BYTES = 8 * MIB
/** How much the newest part counts when it is a whole MiB; smaller ones count for less. */
const NEWEST = 0.3
/** Assumed until a part has come: what one connection gives (github.com/mateof/TelegramFileManager issue 100). */
const FIRST_BYTES_PER_MS = 8000
/** A clock that stands still measures nothing. */
const MIN_MS_PER_BYTE = 0.1 / MIB

/** A part's place on a connection. */
export interface Reservation {
  /** The call has left. */
  sent(): void
  /** So many bytes of it came, fewer than reserved where the file ended; 0: it never will. A second call does nothing. */
  end(arrivedBytes: number): void
}

export class ConnectionPace {
  #roundTripMs = Infinity
  /** Of time, not of speed: parts that come at once took none, and must not look infinitely fast. */
  #msPerByte: number | null = null
  #inFlightBytes = 0
  #lastArrivalMs = 0
  #receivedBytes = 0
  /** Has come, and is not dealt with yet: of packets that are not complete, mostly. */
  #partialBytes = 0
  #coolUntilMs = 0

  constructor(private readonly now: () => number) {}

  /** The shortest seen; 0 until one was measured. */
  get roundTripMs(): number {
    return this.#roundTripMs === Infinity ? 0 : this.#roundTripMs
  }

  get bytesPerMs(): number {
    return this.#msPerByte === null ? FIRST_BYTES_PER_MS : 1 / Math.max(this.#msPerByte, MIN_MS_PER_BYTE)
  }

  get inFlightBytes(): number {
    return this.#inFlightBytes
  }

  /** Of files, since the beginning. */
  get receivedBytes(): number {
    return this.#receivedBytes
  }

  /** Asked for and still to come. */
  get owedBytes(): number {
    return Math.max(0, this.#inFlightBytes - this.#partialBytes)
  }

  /** How long a part of so many bytes would take from now, behind all that is in flight. */
  expectedMs(bytes: number): number {
    return this.roundTripMs + (this.owedBytes + bytes) / this.bytesPerMs
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

  /** Whether a part more would be asked for in time, not too early. An empty connection always takes one. */
  hasRoomFor(bytes: number): boolean {
    if (this.now() < this.#coolUntilMs) return false
    if (this.#inFlightBytes === 0) return true
    return this.owedBytes <= this.#coverBytes && this.#inFlightBytes + bytes <= MAX_IN_FLIGHT_BYTES
  }

  /** Bytes came in. @returns true when that made room for another part */
  receive(bytes: number): boolean {
    const hadRoom = this.owedBytes <= this.#coverBytes
    this.#partialBytes += bytes
    return !hadRoom && this.owedBytes <= this.#coverBytes
  }

  /** What came in as one packet has been dealt with. */
  settle(bytes: number): void {
    this.#partialBytes -= bytes
  }

  /** Keeps a place for a part that is about to be asked for. */
  reserve(bytes: number): Reservation {
    let askedMs: number | null = null
    let isOver = false
    this.#inFlightBytes += bytes
    return {
      sent: () => (askedMs = this.now()),
      end: (arrivedBytes) => {
        if (isOver) return
        isOver = true
        this.#inFlightBytes -= bytes
        if (arrivedBytes > 0 && askedMs !== null) this.#arrived(arrivedBytes, askedMs)
      },
    }
  }

  get #coverBytes(): number {
    return SPARE_BYTES + COVER_FACTOR * this.bytesPerMs * this.roundTripMs
  }

  /** A part is on the line from the arrival of the one before, or else from when its first byte could have come. */
  #arrived(bytes: number, askedMs: number): void {
    const nowMs = this.now()
    const tookMs = Math.max(0, nowMs - Math.max(this.#lastArrivalMs, askedMs + this.roundTripMs))
    this.#lastArrivalMs = nowMs
    this.#receivedBytes += bytes
    const share = NEWEST * Math.min(1, bytes / MIB)
    const measured = tookMs / bytes
    this.#msPerByte = this.#msPerByte === null ? measured : (1 - share) * this.#msPerByte + share * measured
  }
}
