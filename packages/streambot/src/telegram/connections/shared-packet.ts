/**
 * A packet's buffer and the parts in it. The part that fills its packet is lent as it is, and the buffer goes back to the pool with
 * it; parts that share a packet are copied out, or one slow reader would hold the buffer of all.
 */
import { lendOnce, type LentBytes } from '../../core/lent-bytes.js'
import type { SlabPool } from './slab-pool.js'

/** Less of a packet than this is not worth its buffer. */
const MIN_SHARE = 0.75

export class SharedPacket {
  /** Whoever reads the packet is the first user. */
  #users = 1
  #isKept = false

  constructor(
    private readonly packet: Uint8Array,
    private readonly slabs: Pick<SlabPool, 'take' | 'giveBack'>,
  ) {}

  get lengthBytes(): number {
    return this.packet.byteLength
  }

  lend(bytes: Uint8Array): LentBytes {
    // Inflated bytes have a buffer of their own.
    if (bytes.buffer !== this.packet.buffer) return lendOnce(bytes, () => {})
    if (bytes.byteLength < MIN_SHARE * this.packet.byteLength) return this.#copy(bytes)
    this.#users++
    return lendOnce(bytes, () => this.release())
  }

  /** Somebody has views into the packet who will not say when they are done: it is left to the garbage collector. */
  keep(): void {
    this.#isKept = true
  }

  release(): void {
    if (--this.#users === 0 && !this.#isKept) this.slabs.giveBack(this.packet)
  }

  #copy(bytes: Uint8Array): LentBytes {
    const own = this.slabs.take(bytes.byteLength)
    own.set(bytes)
    return lendOnce(own, () => this.slabs.giveBack(own))
  }
}
