/** Reads in blocks and keeps the latest, because what is looked for in a container lies close together in small pieces. */
import type { ByteReader } from './byte-reader.js'

const BLOCK_BYTES = 64 * 1024
const MAX_BLOCKS = 64

export class CachedReader implements ByteReader {
  /** In the order of use. */
  readonly #blocks = new Map<number, Uint8Array>()

  constructor(private readonly reader: ByteReader) {}

  get sizeBytes(): number {
    return this.reader.sizeBytes
  }

  async read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    const last = Math.min(end, this.sizeBytes)
    if (start >= last) return new Uint8Array()
    const [first, beyond] = [Math.floor(start / BLOCK_BYTES), Math.ceil(last / BLOCK_BYTES)]
    // Larger than what is kept: nothing of it comes again.
    if (beyond - first > MAX_BLOCKS / 2) return this.reader.read(start, last, signal)
    await this.#load(first, beyond, signal)
    const bytes = new Uint8Array(last - start)
    for (let index = first; index < beyond; index++) {
      const block = this.#blocks.get(index)
      if (!block) throw new Error('A block is gone that was there')
      const at = index * BLOCK_BYTES - start
      bytes.set(block.subarray(Math.max(0, -at), last - index * BLOCK_BYTES), Math.max(0, at))
    }
    return bytes
  }

  /** What is missing, in one piece. @param beyond exclusive */
  async #load(first: number, beyond: number, signal: AbortSignal): Promise<void> {
    const wanted = Array.from({ length: beyond - first }, (_, i) => first + i)
    const missing = wanted.filter((index) => !this.#blocks.has(index))
    const [from, to] = [missing[0], missing.at(-1)]
    if (from !== undefined && to !== undefined) {
      const bytes = await this.reader.read(from * BLOCK_BYTES, (to + 1) * BLOCK_BYTES, signal)
      for (let index = from; index <= to; index++) {
        const at = (index - from) * BLOCK_BYTES
        this.#blocks.set(index, bytes.slice(at, at + BLOCK_BYTES))
      }
    }
    for (const index of wanted) this.#use(index)
    for (const index of this.#blocks.keys()) {
      if (this.#blocks.size <= MAX_BLOCKS) break
      this.#blocks.delete(index)
    }
  }

  #use(index: number): void {
    const block = this.#blocks.get(index)
    this.#blocks.delete(index)
    if (block) this.#blocks.set(index, block)
  }
}
