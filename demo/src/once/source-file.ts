/** The file that is sent, as the truth that every download is held against. Read in pieces: it may be larger than memory. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { DemoFailure } from './demo-failure.js'

export class SourceFile implements AsyncDisposable {
  private constructor(
    readonly path: string,
    readonly sizeBytes: number,
    readonly sha256: string,
    readonly handle: FileHandle,
  ) {}

  /** @throws DemoFailure when there is no such file */
  static async open(givenPath: string, signal: AbortSignal): Promise<SourceFile> {
    const path = resolve(givenPath)
    const found = await stat(path).catch(() => null)
    if (!found?.isFile()) throw new DemoFailure(`${path} is not a file that can be read`)
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer)
    return new SourceFile(path, found.size, hash.digest('hex'), await open(path))
  }

  get name(): string {
    return basename(this.path)
  }

  /** Where `bytes`, read from `offset` on, first differ from the file; null: nowhere. */
  async firstDifference(bytes: Uint8Array, offset: number): Promise<number | null> {
    const own = Buffer.allocUnsafe(bytes.length)
    const { bytesRead } = await this.handle.read(own, 0, own.length, offset)
    if (bytesRead === bytes.length && own.equals(bytes)) return null
    const index = bytes.findIndex((byte, i) => i >= bytesRead || byte !== own[i])
    return offset + index
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.handle.close()
  }
}
