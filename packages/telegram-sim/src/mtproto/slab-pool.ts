/**
 * Buffers a little over 1 MiB, used again: a fresh one for every part of a file makes the garbage collector the busiest
 * part of the process. Whoever holds a slab last gives it back; smaller and larger buffers are ordinary memory.
 */
const slabBytes = 1024 * 1024 + 4096
const pooledFrom = 65_536
const idleLimit = 48

export class SlabPool {
  readonly #idle: Buffer[] = []
  readonly #lent = new WeakSet<Buffer>()

  readonly allocate = (length: number): Buffer => {
    if (length < pooledFrom || length > slabBytes) return Buffer.allocUnsafeSlow(length)
    const slab = this.#idle.pop() ?? Buffer.allocUnsafeSlow(slabBytes)
    this.#lent.add(slab)
    return slab
  }

  /** Nobody reads `buffer` any more. Buffers that are no slabs are left to the garbage collector. */
  giveBack(buffer: Buffer): void {
    if (!this.#lent.delete(buffer)) return
    if (this.#idle.length < idleLimit) this.#idle.push(buffer)
  }
}
