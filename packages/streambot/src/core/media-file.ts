/** What StreamBot knows of a file on Telegram, whoever looks at it. Holds no per-account access data. */

export type MediaKind = 'document' | 'video' | 'audio' | 'voice' | 'photo' | 'animation' | 'sticker' | 'video_note'

/** The same for every account and copy of the same bytes: digits and dashes. */
export function fileKeyOf({ telegramFileId, sizeBytes }: Pick<MediaFile, 'telegramFileId' | 'sizeBytes'>): string {
  return `${telegramFileId}-${sizeBytes}`
}

export interface MediaFile {
  readonly kind: MediaKind
  /** As sent, or made up from kind and id where the sender gave none; untrusted until `toSafeFileName`. */
  readonly name: string
  /** As declared by the sender, lower case; `application/octet-stream` where missing. Untrusted. */
  readonly mimeType: string
  readonly sizeBytes: number
  /** Telegram's id of the document or photo: the same for every account and copy. Decimal. */
  readonly telegramFileId: string
  readonly durationSeconds: number | null
  readonly width: number | null
  readonly height: number | null
}
