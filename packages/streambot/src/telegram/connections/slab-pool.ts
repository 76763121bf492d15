/**
 * Buffers of a little over one part, used again and again: fresh ones of this size drive full garbage collections. Only buffers
 * that are free are held here, and only so many bytes of them; one that is lent and never given back is simply collected.
 */

const KIB = 1024
/** The sizes of parts, each with the headers and padding of its packet (core.telegram.org/mtproto/description#encrypted-message). */
const PACKET_EXTRA_BYTES = 4 * KIB
const CAPACITIES = [128, 256, 512, 1024].map((kib) => kib * KIB + PACKET_EXTRA_BYTES)
/** Below this, a buffer of its own is cheaper than a slab that is mostly empty. */
const MIN_LENT_BYTES = 64 * KIB
/** A stream's window is paid for, and so freed by the cache, before its parts arrive: that much is free for a moment. */
const DEFAULT_MAX_FREE_BYTES = 64 * 1024 * KIB
const POISON = 0xdd

export interface SlabPoolOptions {
  /** Overwrites what is given back, so that a test sees whoever still reads it. */
  readonly isPoisoning?: boolean
  readonly maxFreeBytes?: number
  /** Frees a slab at once; null: it is collected some time. */
  readonly freeBuffer?: ((slab: ArrayBuffer) => void) | null
}

export class SlabPool {
  readonly name = 'free buffers'
  readonly #free = new Map<number, ArrayBuffer[]>(CAPACITIES.map((capacity) => [capacity, []]))
  #freeBytes = 0
  /** Slabs that are with somebody. Weak, so that a lost one is not kept. */
  readonly #lent = new WeakSet<ArrayBufferLike>()

  readonly #isPoisoning: boolean
  readonly #maxFreeBytes: number
  readonly #freeBuffer: ((slab: ArrayBuffer) => void) | null

  constructor({ isPoisoning = false, maxFreeBytes = DEFAULT_MAX_FREE_BYTES, freeBuffer = null }: SlabPoolOptions = {}) {
    this.#isPoisoning = isPoisoning
    this.#maxFreeBytes = maxFreeBytes
    this.#freeBuffer = freeBuffer
  }

  /** Bytes held for the next one who asks. */
  bytes(): number {
    return this.#freeBytes
  }

  /** @returns a buffer of exactly `lengthBytes`, with anything in it */
  take(lengthBytes: number): Uint8Array {
    const capacity = lengthBytes < MIN_LENT_BYTES ? undefined : CAPACITIES.find((it) => it >= lengthBytes)
    if (capacity === undefined) return Buffer.allocUnsafeSlow(lengthBytes)
    const slab = this.#free.get(capacity)?.pop()
    if (slab) this.#freeBytes -= capacity
    const lent = slab ?? Buffer.allocUnsafeSlow(capacity).buffer
    this.#lent.add(lent)
    return new Uint8Array(lent, 0, lengthBytes)
  }

  /** Takes back the slab behind `bytes`; whatever is not lent by this pool, or is back already, is left alone. */
  giveBack(bytes: Uint8Array): void {
    const slab = bytes.buffer
    if (!(slab instanceof ArrayBuffer) || !this.#lent.delete(slab)) return
    if (this.#isPoisoning) new Uint8Array(slab).fill(POISON)
    const slabs = this.#free.get(slab.byteLength) ?? []
    slabs.push(slab)
    this.#freeBytes += slab.byteLength
    // The size used last comes last.
    this.#free.delete(slab.byteLength)
    this.#free.set(slab.byteLength, slabs)
    this.#dropExcess()
  }

  /** Sizes that were used once and no more make room for the one in use. */
  #dropExcess(): void {
    for (const slabs of this.#free.values()) {
      while (this.#freeBytes > this.#maxFreeBytes) {
        const dropped = slabs.pop()
        if (!dropped) break
        this.#freeBytes -= dropped.byteLength
        this.#freeBuffer?.(dropped)
      }
    }
  }

  /** Lets the free buffers go. */
  trim(): void {
    for (const slabs of this.#free.values()) {
      for (const slab of slabs.splice(0)) this.#freeBuffer?.(slab)
    }
    this.#freeBytes = 0
  }
}
