/** Files that come from elsewhere than Telegram, kept in the log channel as they come in. */
import type { MediaFile } from '../core/media-file.js'

/** As many parts of 512 KiB as a bot may upload (core.telegram.org/api/files#uploading-files). */
export const MAX_UPLOAD_BYTES = 4000 * 512 * 1024

/** What is known of a length before its end; both the same where it is known. */
export interface SizeBounds {
  /** 0 to `maxBytes`. */
  readonly minBytes: number
  /** 1 to `MAX_UPLOAD_BYTES`. */
  readonly maxBytes: number
}

export interface NewUpload {
  readonly name: string
  readonly mimeType: string
  readonly size: SizeBounds
}

export interface StoredUpload {
  readonly logMessageId: number
  readonly file: MediaFile
}

/** One file on its way in. One `write` or `finish` at a time. */
export interface OpenUpload {
  /** What need not be sent again: it is with Telegram, but for the last part (at most 512 KiB), which waits here for what comes behind it. */
  readonly receivedBytes: number
  /**
   * Takes pieces of any size, no more than `maxBytes` in all, asked for no faster than Telegram takes them; the next call goes on behind them. A few MiB are held meanwhile. Where it
   * fails, `receivedBytes` says what came through, never less than before.
   * @throws StreamBotError telegram_unavailable; what the chunks throw; the signal's reason when aborted
   */
  write(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>
  /**
   * Posts what came, which is the whole file. Where it fails, the last byte counts as not received, so that whoever sends it tries again.
   * @throws RangeError when it is not; StreamBotError log_channel_unusable, telegram_unavailable; the signal's reason when aborted
   */
  finish(signal: AbortSignal): Promise<StoredUpload>
}

export interface Uploads {
  /** Asks nothing of Telegram. What is not finished leaves no message, and nothing on disk. */
  begin(upload: NewUpload): OpenUpload
  /** Takes a finished one back that is not wanted after all. @throws StreamBotError telegram_unavailable */
  remove(logMessageId: number, signal: AbortSignal): Promise<void>
}
