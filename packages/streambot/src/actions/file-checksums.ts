/**
 * CRC-32 of files, learned when somebody reads one from its beginning to its end, and kept for good. What is known of beginnings lies in memory:
 * who was cut off in the middle of an archive goes on from there.
 */
import type { KnownCrc32 } from '../archive/crc32-meter.js'
import { hasCode } from '../core/errors.js'
import { fileKeyOf, type MediaFile } from '../core/media-file.js'
import { AccessMemory } from '../policy/link-access-memory.js'
import type { Clock } from '../ports/clock.js'
import type { FileStore } from '../ports/file-store.js'

const MAX_REMEMBERED = 10_000
/** 32 KiB for a film of 4 GiB. */
const MAX_BEGINNINGS = 250

export interface FileChecksumsDeps {
  readonly clock: Clock
  readonly files: Pick<FileStore, 'findAll' | 'learnCrc32'>
  /** What could not be read or written, but that the database is away; what is remembered goes on. */
  readonly onTrouble: (error: unknown) => void
}

export class FileChecksums {
  readonly #whole = new AccessMemory<number>({ maxEntries: MAX_REMEMBERED })
  readonly #beginnings = new AccessMemory<number[]>({ maxEntries: MAX_BEGINNINGS })

  constructor(private readonly deps: FileChecksumsDeps) {}

  /** Of each, in their order. Never rejects: with the database away it is what is remembered. */
  async find(files: readonly MediaFile[]): Promise<KnownCrc32[]> {
    const nowMs = this.deps.clock.now()
    const unknown = files.filter((file) => this.#wholeOf(file, nowMs) === null)
    for (const { file, crc32 } of await this.#stored(unknown)) {
      if (crc32 !== null) this.#whole.set(fileKeyOf(file), crc32, nowMs)
    }
    return files.map((file) => ({
      whole: this.#wholeOf(file, nowMs),
      beginnings: this.#beginnings.get(fileKeyOf(file), nowMs) ?? [],
    }))
  }

  /** @param steps of CRC32_STEP_BYTES */
  beginningLearned(file: MediaFile, steps: number, crc32: number): void {
    const nowMs = this.deps.clock.now()
    const known = this.#beginnings.get(fileKeyOf(file), nowMs) ?? []
    // Another reader may be further, or what went before is forgotten.
    if (known.length !== steps - 1) return
    known.push(crc32)
    this.#beginnings.set(fileKeyOf(file), known, nowMs)
  }

  /** Remembered at once; nobody waits until it is stored. */
  learned(file: MediaFile, crc32: number): void {
    this.#whole.set(fileKeyOf(file), crc32, this.deps.clock.now())
    this.#beginnings.delete(fileKeyOf(file))
    this.deps.files.learnCrc32(file, crc32).catch(this.#tell)
  }

  #wholeOf(file: MediaFile, nowMs: number): number | null {
    return file.sizeBytes === 0 ? 0 : (this.#whole.get(fileKeyOf(file), nowMs) ?? null)
  }

  async #stored(files: readonly MediaFile[]) {
    if (files.length === 0) return []
    try {
      return await this.deps.files.findAll(files.map(({ telegramFileId }) => telegramFileId))
    } catch (error) {
      this.#tell(error)
      return []
    }
  }

  readonly #tell = (error: unknown): void => {
    if (!hasCode(error, 'store_unavailable')) this.deps.onTrouble(error)
  }
}
