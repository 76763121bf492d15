/** Which files the log channel holds, so that none is copied twice. */
import type { StoredFile } from '../core/stored-file.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface FileStore {
  /** null: not stored here. */
  find(telegramFileId: string): Promise<StoredFile | null>
  /** Durable when resolved. @returns the record that stands: somebody else's where one was there first */
  add(file: StoredFile): Promise<StoredFile>
  /** The copy in this message is gone. @returns false when no record was of it */
  forgetCopy(logMessageId: number): Promise<boolean>
}
