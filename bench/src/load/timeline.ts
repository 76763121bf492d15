/** Bytes and gaps over time, in samples of equal length. */
import type { Sample } from './order.js'

export class Timeline {
  readonly #samples: { bytes: number; longestGapMs: number }[] = []
  #lastAtMs = 0

  /** @param sampleMs null keeps nothing */
  constructor(private readonly sampleMs: number | null) {}

  /** @param atMs since the start */
  arrived(bytes: number, atMs: number): void {
    const gapMs = atMs - this.#lastAtMs
    this.#lastAtMs = atMs
    const sample = this.#at(atMs)
    if (!sample) return
    sample.bytes += bytes
    sample.longestGapMs = Math.max(sample.longestGapMs, gapMs)
  }

  /** A silence at the end is a gap too. */
  end(atMs: number): readonly Sample[] {
    this.arrived(0, atMs)
    return this.#samples
  }

  #at(atMs: number) {
    if (this.sampleMs === null) return null
    const index = Math.floor(atMs / this.sampleMs)
    while (this.#samples.length <= index) this.#samples.push({ bytes: 0, longestGapMs: 0 })
    return this.#samples[index]
  }
}
