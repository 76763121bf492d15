/**
 * The folder of the disk tier. A part appears under its name whole or not at all: it is written beside and moved into place.
 * Only the operator's account may look inside. What lies there under other names is nobody's business.
 */
import { constants } from 'node:fs'
import { chmod, lstat, mkdir, open, opendir, rename, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { fileIdIn } from './disk-part-file.js'

const UNFINISHED = /^\d+\.unfinished$/
/** One after the other takes minutes for a large folder while the server is busy. */
const LOOK_AT_ONCE = 64
const { O_CREAT, O_NOFOLLOW, O_RDONLY, O_TRUNC, O_WRONLY } = constants

export interface StoredPart {
  readonly name: string
  readonly fileBytes: number
  readonly usedAtMs: number
}

export interface FileSlice {
  readonly at: number
  readonly into: Uint8Array
}

export interface PartFolder {
  prepare(): Promise<void>
  /** In no order. */
  list(): AsyncIterable<StoredPart>
  /** Fills each slice. @returns false if the file has not exactly so many bytes */
  read(name: string, fileBytes: number, slices: readonly FileSlice[]): Promise<boolean>
  /** One at a time. */
  write(name: string, pieces: readonly Uint8Array[], usedAtMs: number): Promise<void>
  /** Fine if it is not there. */
  remove(name: string): Promise<void>
  /** Remembers beyond a restart that it was used. */
  touch(name: string, usedAtMs: number): Promise<void>
}

export class DiskFolder implements PartFolder {
  constructor(private readonly path: string) {}

  async prepare(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 })
    await chmod(this.path, 0o700)
  }

  /** Removes on its way what a crash left half-written, and what is no file under the name of a part. */
  async *list(): AsyncGenerator<StoredPart> {
    let names: string[] = []
    for await (const entry of await opendir(this.path, { bufferSize: LOOK_AT_ONCE })) {
      const isPart = fileIdIn(entry.name) !== null
      if (isPart && entry.isFile()) names.push(entry.name)
      else if (isPart || UNFINISHED.test(entry.name)) await this.remove(entry.name)
      if (names.length < LOOK_AT_ONCE) continue
      yield* await this.#lookAt(names)
      names = []
    }
    yield* await this.#lookAt(names)
  }

  async #lookAt(names: readonly string[]): Promise<StoredPart[]> {
    const found = await Promise.all(names.map((name) => lstat(join(this.path, name)).catch(() => null)))
    return names.flatMap((name, i) => {
      const stats = found[i]
      return stats ? [{ name, fileBytes: stats.size, usedAtMs: stats.mtimeMs }] : []
    })
  }

  async read(name: string, fileBytes: number, slices: readonly FileSlice[]): Promise<boolean> {
    await using file = await open(join(this.path, name), O_RDONLY | O_NOFOLLOW)
    if ((await file.stat()).size !== fileBytes) return false
    for (const { at, into } of slices) {
      for (let length = 0; length < into.byteLength;) {
        const { bytesRead } = await file.read(into, length, into.byteLength - length, at + length)
        if (bytesRead === 0) return false
        length += bytesRead
      }
    }
    return true
  }

  async write(name: string, pieces: readonly Uint8Array[], usedAtMs: number): Promise<void> {
    // One name per process: a crash leaves one file, however often it happens.
    const unfinished = join(this.path, `${process.pid}.unfinished`)
    try {
      const file = await open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
      try {
        for (const piece of pieces) await file.writeFile(piece)
        await file.utimes(usedAtMs / 1000, usedAtMs / 1000)
      } finally {
        await file.close()
      }
      await rename(unfinished, join(this.path, name))
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => {}) // the first error says more
      throw error
    }
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.path, name), { force: true, recursive: true }) // whatever somebody put there in its place
  }

  async touch(name: string, usedAtMs: number): Promise<void> {
    await utimes(join(this.path, name), usedAtMs / 1000, usedAtMs / 1000)
  }
}
