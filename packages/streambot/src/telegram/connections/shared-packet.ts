/** A packet's buffer while parts of it are lent: it goes back to the pool with the last of them. */
import { lendOnce, type LentBytes } from '../../core/lent-bytes.js'
import type { SlabPool } from './slab-pool.js'

export class SharedPacket {
  /** Whoever reads the packet is the first user. */
  #users = 1
  #isKept = false

  constructor(
    private readonly packet: Uint8Array,
    private readonly slabs: Pick<SlabPool, 'giveBack'>,
  ) {}

  get lengthBytes(): number {
    return this.packet.byteLength
  }

  lend(bytes: Uint8Array): LentBytes {
    // Inflated bytes have a buffer of their own.
    if (bytes.buffer !== this.packet.buffer) return lendOnce(bytes, () => {})
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
}
