/** One distinct file in the log channel, however many links and senders it has. */
import type { MediaFile } from './media-file.js'

export interface StoredFile {
  /** As first sent; `file.telegramFileId` is its identity. */
  readonly file: MediaFile
  /** The message in the log channel that holds the copy. */
  readonly logMessageId: number
  readonly createdAtMs: number
  /** Of all its bytes, as archives need it; null: nobody has read all of them in order yet. */
  readonly crc32: number | null
}
