import type { FileContent } from './file-content.js'

/** Bytes held in memory; reads are views. */
export class MemoryContent implements FileContent {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get size(): number {
    return this.#bytes.length
  }

  read(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(offset, offset + length)
  }
}
