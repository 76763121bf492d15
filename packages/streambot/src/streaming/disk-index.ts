/** Which parts lie on the disk, from the least to the most recently used, and how much room they take. */
import { fileIdIn } from './disk-part-file.js'

/** File systems hand out room in blocks of this size or less. */
const BLOCK_BYTES = 4096

/** What a file of this length takes from the limit. */
export function spaceOf(fileBytes: number): number {
  return Math.ceil(fileBytes / BLOCK_BYTES) * BLOCK_BYTES
}

export class DiskIndex {
  /** Name → length of the file; a Map remembers the order. */
  readonly #lengths = new Map<string, number>()
  readonly #names = new Map<string, Set<string>>()
  #usedBytes = 0

  get usedBytes(): number {
    return this.#usedBytes
  }

  get count(): number {
    return this.#lengths.size
  }

  has(name: string): boolean {
    return this.#lengths.has(name)
  }

  /** The length of the file; null: not there. */
  fileBytes(name: string): number | null {
    return this.#lengths.get(name) ?? null
  }

  /** Makes it the most recently used one, if it is there. */
  touch(name: string): void {
    const fileBytes = this.#lengths.get(name)
    if (fileBytes === undefined) return
    this.#lengths.delete(name)
    this.#lengths.set(name, fileBytes)
  }

  add(name: string, fileBytes: number): void {
    this.remove(name)
    this.#lengths.set(name, fileBytes)
    this.#usedBytes += spaceOf(fileBytes)
    const fileId = fileIdIn(name) ?? name
    this.#names.set(fileId, (this.#names.get(fileId) ?? new Set()).add(name))
  }

  /** @returns false when it was not there */
  remove(name: string): boolean {
    const fileBytes = this.#lengths.get(name)
    if (fileBytes === undefined) return false
    this.#lengths.delete(name)
    this.#usedBytes -= spaceOf(fileBytes)
    const fileId = fileIdIn(name) ?? name
    const names = this.#names.get(fileId)
    names?.delete(name)
    if (names?.size === 0) this.#names.delete(fileId)
    return true
  }

  /** The least recently used one; null: empty. */
  oldest(): string | null {
    return this.#lengths.keys().next().value ?? null
  }

  ofFile(fileId: string): readonly string[] {
    return [...(this.#names.get(fileId) ?? [])]
  }
}
