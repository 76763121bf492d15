/**
 * How fast bytes came lately, from a total that is looked at once a second. Whoever counts the bytes does nothing for it, and what it
 * keeps is made once.
 */
const SPANS = 10

export class ByteRate {
  readonly #totals = new Float64Array(SPANS + 1)
  readonly #moments = new Float64Array(SPANS + 1)
  #samples = 0

  /** @param nowMs of a clock that never goes back */
  sample(totalBytes: number, nowMs: number): void {
    const at = this.#samples++ % (SPANS + 1)
    this.#totals[at] = totalBytes
    this.#moments[at] = nowMs
  }

  /** Between the oldest and the newest of the last eleven looks; 0 before the second. */
  get bytesPerSecond(): number {
    const newest = this.#at(this.#samples - 1)
    const oldest = this.#at(Math.max(0, this.#samples - 1 - SPANS))
    const tookMs = newest.ms - oldest.ms
    return tookMs > 0 ? Math.round(((newest.bytes - oldest.bytes) * 1000) / tookMs) : 0
  }

  #at(sample: number): { readonly bytes: number; readonly ms: number } {
    const at = Math.max(0, sample) % (SPANS + 1)
    return { bytes: this.#totals[at] ?? 0, ms: this.#moments[at] ?? 0 }
  }
}
