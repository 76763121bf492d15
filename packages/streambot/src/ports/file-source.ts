/** Bytes of files kept in the log channel. */
import type { LentBytes } from '../core/lent-bytes.js'
import type { MediaFile } from '../core/media-file.js'

export interface FileSource {
  /**
   * Looks the message up in the log channel. null: deleted, or it holds no file.
   * @throws StreamBotError telegram_unavailable
   */
  locate(logMessageId: number, signal: AbortSignal): Promise<MediaFile | null>
  /**
   * Reads one part. Resolves with exactly the bytes of the file in that span (shorter only at the file's end), lent to the
   * caller, who releases them when the last reader is done.
   * @throws StreamBotError file_gone, telegram_unavailable; the signal's reason when aborted
   */
  readPart(ask: PartAsk, signal: AbortSignal): Promise<FetchedPart>
}

export interface PartAsk {
  readonly logMessageId: number
  /** Whose bytes they have to be (`fileKeyOf`): a message that holds another file is as good as deleted. */
  readonly fileKey: string
  readonly part: PartSpan
  /** Who asked first: the source is fair between streams. */
  readonly streamId: string
  /** All who wait for it right now; left out: who asked first. */
  readonly streamIds?: () => readonly string[]
  /** Of the picture that Telegram keeps with the file (`ports/thumbnails.ts`), not of the file itself. */
  readonly isOfThumbnail?: boolean
  /** The part has left for Telegram; called at most once. Until then it waits because every connection is busy. */
  readonly onSent?: () => void
}

export interface FetchedPart extends LentBytes {
  /** Name of the client that served it, for people: `worker 2 (123)`. */
  readonly servedBy: string
}

/** An aligned piece of a file: at most 1 MiB, never across a 1 MiB boundary. */
export interface PartSpan {
  /** Multiple of 4096. */
  readonly offsetBytes: number
  /** Divides 1 MiB; a multiple of 4096. The file may end inside. */
  readonly lengthBytes: number
}
