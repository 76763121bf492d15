/** A file on disk, read by position from one handle opened at the first read. */
import { open, stat, type FileHandle } from 'node:fs/promises'
import type { FileContent } from './file-content.js'

export class DiskContent implements FileContent {
  #handle: Promise<FileHandle> | null = null

  constructor(
    readonly path: string,
    readonly size: number,
  ) {}

  static async open(path: string): Promise<DiskContent> {
    return new DiskContent(path, (await stat(path)).size)
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset))
    const buffer = Buffer.allocUnsafeSlow(wanted)
    this.#handle ??= open(this.path, 'r')
    const handle = await this.#handle
    let filled = 0
    while (filled < wanted) {
      const { bytesRead } = await handle.read(buffer, filled, wanted - filled, offset + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return filled === wanted ? buffer : buffer.subarray(0, filled)
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    await (await handle)?.close()
  }
}
