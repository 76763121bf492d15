import type { StoredFile } from '../../core/stored-file.js'
import type { FileIdentity, FileStore } from '../../ports/file-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_FILES = 10_000

/** A file that was forgotten is copied to the log channel again. */
export class MemoryFileStore implements FileStore {
  readonly files = new BoundedMap<string, StoredFile>(MAX_FILES)

  find(telegramFileId: string): Promise<StoredFile | null> {
    return Promise.resolve(this.files.get(telegramFileId) ?? null)
  }

  findAll(telegramFileIds: readonly string[]): Promise<StoredFile[]> {
    return Promise.resolve([...new Set(telegramFileIds)].flatMap((id) => this.files.get(id) ?? []))
  }

  add(file: StoredFile): Promise<StoredFile> {
    const known = this.files.get(file.file.telegramFileId)
    if (!known) this.files.set(file.file.telegramFileId, file)
    return Promise.resolve(known ?? file)
  }

  learnCrc32({ telegramFileId, sizeBytes }: FileIdentity, crc32: number): Promise<boolean> {
    const known = this.files.get(telegramFileId)
    if (known?.file.sizeBytes !== sizeBytes) return Promise.resolve(false)
    this.files.set(telegramFileId, { ...known, crc32: known.crc32 ?? crc32 })
    return Promise.resolve(true)
  }

  forgetCopy(logMessageId: number): Promise<boolean> {
    const meant = [...this.files.values()].filter((file) => file.logMessageId === logMessageId)
    for (const { file } of meant) this.files.delete(file.telegramFileId)
    return Promise.resolve(meant.length > 0)
  }
}
