/** Files that come from elsewhere than Telegram, kept in the log channel as they come in. */
import type { MediaFile } from '../core/media-file.js'

/** As many parts of 512 KiB as a bot may upload (core.telegram.org/api/files#uploading-files). */
export const MAX_UPLOAD_BYTES = 4000 * 512 * 1024

export interface Upload {
  readonly name: string
  readonly mimeType: string
  /** 1 to `MAX_UPLOAD_BYTES`. */
  readonly sizeBytes: number
  /** Exactly so many bytes, in pieces of any size. Asked for no faster than Telegram takes them. */
  readonly chunks: AsyncIterable<Uint8Array>
}

export interface StoredUpload {
  readonly logMessageId: number
  readonly file: MediaFile
}

export interface Uploads {
  /**
   * Holds a few MiB at most, and nothing on disk. What comes to nothing leaves no message.
   * @throws StreamBotError log_channel_unusable, telegram_unavailable; what the chunks throw; the signal's reason when aborted
   */
  store(upload: Upload, signal: AbortSignal): Promise<StoredUpload>
  /** Takes one back that is not wanted after all. @throws StreamBotError telegram_unavailable */
  remove(logMessageId: number, signal: AbortSignal): Promise<void>
}
