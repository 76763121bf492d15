/**
 * Buffers of a little over one part, used again and again: fresh ones of this size drive full garbage collections. Only buffers
 * that are free are held here, at most `MAX_FREE_SLABS`; one that is lent and never given back is simply collected.
 */

/** A whole part with the headers and padding of its packet (core.telegram.org/mtproto/description#encrypted-message). */
const SLAB_BYTES = 1024 * 1024 + 4096
/** Below this, a buffer of its own is cheaper than a slab that is mostly empty. */
const MIN_LENT_BYTES = SLAB_BYTES / 4
const MAX_FREE_SLABS = 16
const POISON = 0xdd

export class SlabPool {
  readonly #free: ArrayBuffer[] = []
  /** Slabs that are with somebody. Weak, so that a lost one is not kept. */
  readonly #lent = new WeakSet<ArrayBufferLike>()

  /** @param isPoisoning overwrites what is given back, so that a test sees whoever still reads it */
  constructor(private readonly isPoisoning = false) {}

  get freeSlabs(): number {
    return this.#free.length
  }

  /** @returns a buffer of exactly `lengthBytes`, with anything in it */
  take(lengthBytes: number): Uint8Array {
    if (lengthBytes < MIN_LENT_BYTES || lengthBytes > SLAB_BYTES) return Buffer.allocUnsafeSlow(lengthBytes)
    const slab = this.#free.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES).buffer
    this.#lent.add(slab)
    return new Uint8Array(slab, 0, lengthBytes)
  }

  /** Takes back the slab behind `bytes`; whatever is not lent by this pool, or is back already, is left alone. */
  giveBack(bytes: Uint8Array): void {
    const slab = bytes.buffer
    if (!(slab instanceof ArrayBuffer) || !this.#lent.delete(slab)) return
    if (this.isPoisoning) new Uint8Array(slab).fill(POISON)
    if (this.#free.length < MAX_FREE_SLABS) this.#free.push(slab)
  }
}
