/**
 * A file over 10 MB on its way in, written straight to a temporary file: parts come in any order and
 * at most one of them (a short last part that arrives first) waits in memory for its place to be known.
 */
import { open, rm, type FileHandle } from 'node:fs/promises'
import { RpcError } from '../rpc-error.js'
import { DiskContent } from './disk-content.js'
import type { FileContent } from './file-content.js'

export class BigUpload {
  readonly #path: Promise<string>
  #handle: Promise<FileHandle> | null = null
  #partSize: number | null = null
  #early: { index: number; bytes: Uint8Array } | null = null
  readonly #saved = new Map<number, number>()
  #diskBytes = 0
  #assembled: DiskContent | null = null
  readonly heldBytes = 0

  constructor(path: Promise<string>) {
    this.#path = path
  }

  /** Of the temporary file; an assembled one is the file store's. */
  get diskBytes(): number {
    return this.#assembled ? 0 : this.#diskBytes
  }

  async save(index: number, bytes: Uint8Array, totalParts: number): Promise<void> {
    if (this.#assembled) return
    const isLast = index === totalParts - 1
    if (isLast && this.#partSize === null && index > 0) {
      this.#early = { index, bytes: Uint8Array.from(bytes) }
      return
    }
    if (!isLast || index === 0) {
      this.#partSize ??= bytes.length
      if (bytes.length !== this.#partSize) throw new RpcError(400, 'FILE_PART_SIZE_CHANGED')
    }
    await this.#write(index, bytes)
    const early = this.#early
    this.#early = null
    if (early) await this.#write(early.index, early.bytes)
  }

  async assemble(partCount: number): Promise<FileContent> {
    if (this.#assembled) return this.#assembled
    let size = 0
    for (let index = 0; index < partCount; index += 1) {
      const saved = this.#saved.get(index)
      if (saved === undefined) throw new RpcError(400, `FILE_PART_${index}_MISSING`)
      const isShort = saved < (this.#partSize ?? saved)
      if (isShort && index < partCount - 1) throw new RpcError(400, 'FILE_PART_SIZE_CHANGED')
      size += saved
    }
    await (await this.#handle)?.close()
    this.#handle = null
    this.#assembled = new DiskContent(await this.#path, size)
    return this.#assembled
  }

  /** Drops an upload nobody finished; an assembled file is the file store's. */
  async discard(): Promise<void> {
    if (this.#assembled) return
    await (await this.#handle)?.close()
    this.#handle = null
    await rm(await this.#path, { force: true })
  }

  async #write(index: number, bytes: Uint8Array): Promise<void> {
    this.#handle ??= this.#path.then((path) => open(path, 'w'))
    const handle = await this.#handle
    const start = index * (this.#partSize ?? bytes.length)
    let written = 0
    while (written < bytes.length) {
      written += (await handle.write(bytes, written, bytes.length - written, start + written)).bytesWritten
    }
    this.#diskBytes += bytes.length - (this.#saved.get(index) ?? 0)
    this.#saved.set(index, bytes.length)
  }
}
