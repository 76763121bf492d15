/** Pictures that Telegram keeps with the files of the log channel: made from a film, or chosen by whoever sent it. */

/** Larger ones are as good as none. */
export const MAX_THUMBNAIL_BYTES = 512 * 1024

export interface Thumbnails {
  /** Whether there is one. @throws StreamBotError telegram_unavailable; the signal's reason when aborted */
  has(logMessageId: number, signal: AbortSignal): Promise<boolean>
  /**
   * All its bytes, as Telegram has them: mostly, and not always, a JPEG.
   * @param fileKey whose picture it has to be (`fileKeyOf`). null: there is none
   * @throws StreamBotError telegram_unavailable; the signal's reason when aborted
   */
  read(logMessageId: number, fileKey: string, signal: AbortSignal): Promise<Uint8Array | null>
}
