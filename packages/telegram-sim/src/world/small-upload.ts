/** A file up to 10 MB on its way in: parts wait in memory until the client names the whole. */
import { createHash } from 'node:crypto'
import { RpcError } from '../rpc-error.js'
import type { FileContent } from './file-content.js'
import { MemoryContent } from './memory-content.js'
import { SMALL_FILE_LIMIT_BYTES } from './part-rules.js'

export class SmallUpload {
  readonly #parts = new Map<number, Uint8Array>()
  #whole: MemoryContent | null = null
  /** Memory this upload alone holds; an assembled file's belongs to the file. */
  heldBytes = 0
  readonly diskBytes = 0

  save(index: number, bytes: Uint8Array): void {
    if (this.#whole) return
    const replaced = this.#parts.get(index)?.length ?? 0
    if (this.heldBytes - replaced + bytes.length > SMALL_FILE_LIMIT_BYTES) throw new RpcError(400, 'FILE_PART_TOO_BIG')
    // A copy: the caller's bytes are a view into a received packet.
    this.#parts.set(index, Uint8Array.from(bytes))
    this.heldBytes += bytes.length - replaced
  }

  assemble(partCount: number, md5Checksum: string): FileContent {
    if (this.#whole) return this.#whole
    const whole = Buffer.concat(this.#inOrder(partCount))
    const isAltered = md5Checksum !== '' && createHash('md5').update(whole).digest('hex') !== md5Checksum.toLowerCase()
    if (isAltered) throw new RpcError(400, 'MD5_CHECKSUM_INVALID')
    this.#whole = new MemoryContent(whole)
    this.#parts.clear()
    this.heldBytes = 0
    return this.#whole
  }

  #inOrder(partCount: number): Uint8Array[] {
    const parts: Uint8Array[] = []
    for (let index = 0; index < partCount; index += 1) {
      const part = this.#parts.get(index)
      if (!part) throw new RpcError(400, `FILE_PART_${index}_MISSING`)
      const isUneven = index > 0 && index < partCount - 1 && part.length !== parts[0]?.length
      if (isUneven) throw new RpcError(400, 'FILE_PART_SIZE_CHANGED')
      parts.push(part)
    }
    return parts
  }
}
