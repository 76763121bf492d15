/** Which files the log channel holds, so that none is copied twice. */
import type { MediaFile } from '../core/media-file.js'
import type { StoredFile } from '../core/stored-file.js'

export type FileIdentity = Pick<MediaFile, 'telegramFileId' | 'sizeBytes'>

/** @throws StreamBotError store_unavailable, from every verb */
export interface FileStore {
  /** null: not stored here. */
  find(telegramFileId: string): Promise<StoredFile | null>
  /** Those that are stored, in any order. At most 1,000 ids. */
  findAll(telegramFileIds: readonly string[]): Promise<StoredFile[]>
  /** Durable when resolved. @returns the record that stands: somebody else's where one was there first */
  add(file: StoredFile): Promise<StoredFile>
  /**
   * Durable when resolved. What was learned first stays.
   * @returns false when no file of this identity and size is stored
   */
  learnCrc32(file: FileIdentity, crc32: number): Promise<boolean>
  /** The copy in this message is gone. @returns false when no record was of it */
  forgetCopy(logMessageId: number): Promise<boolean>
}
