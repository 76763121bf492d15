/**
 * A film as whoever watches it sees it: it begins once enough of it is there, runs at its own rate, and stands still when nothing is left; then it
 * begins again as at first. It is told of bytes as they come and needs no timer: when it stood still follows from the clock.
 */
import type { PlaybackOrder, PlaybackReport } from './order.js'

export class Playback {
  #arrivedBytes = 0
  #playedBytes = 0
  #isPlaying = false
  #startedMs: number | null = null
  #stalls = 0
  #stalledMs = 0
  /** Up to when it has been reckoned. */
  #knownMs = 0

  constructor(private readonly order: PlaybackOrder) {}

  /** @param atMs since the request */
  arrived(bytes: number, atMs: number): void {
    this.#runUntil(atMs)
    this.#arrivedBytes += bytes
    if (this.#isPlaying || this.#aheadBytes < this.#bytesOf(this.order.beginsWithSeconds)) return
    this.#isPlaying = true
    this.#startedMs ??= atMs
  }

  /** As many as a player takes before it lets the rest wait. */
  wantedBytes(atMs: number): number {
    this.#runUntil(atMs)
    return this.#playedBytes + this.#bytesOf(this.order.holdsSeconds)
  }

  end(atMs: number): PlaybackReport {
    this.#runUntil(atMs)
    return { startedMs: this.#startedMs, stalls: this.#stalls, stalledMs: this.#stalledMs }
  }

  get #aheadBytes(): number {
    return this.#arrivedBytes - this.#playedBytes
  }

  #bytesOf(seconds: number): number {
    return this.order.bytesPerSecond * seconds
  }

  #runUntil(atMs: number): void {
    const passedMs = Math.max(0, atMs - this.#knownMs)
    this.#knownMs = Math.max(this.#knownMs, atMs)
    if (!this.#isPlaying) {
      if (this.#startedMs !== null) this.#stalledMs += passedMs
      return
    }
    const lastsMs = (this.#aheadBytes / this.order.bytesPerSecond) * 1000
    if (passedMs <= lastsMs) {
      this.#playedBytes += this.#bytesOf(passedMs / 1000)
      return
    }
    this.#playedBytes = this.#arrivedBytes
    this.#isPlaying = false
    this.#stalls++
    this.#stalledMs += passedMs - lastsMs
  }
}
