/** A file as Telegram stores it once, however many messages show it. */
import type { tl } from '@mtcute/core'
import type { FileContent } from './file-content.js'

/** What a client shows the file as. A photo is its own TL type; all others are documents told apart by attributes. */
export type FileKind = 'document' | 'video' | 'audio' | 'voice' | 'photo' | 'animation' | 'sticker' | 'videoNote'

/** One rendition of a photo, or a document's thumbnail; `type` is Telegram's letter (s, m, x, y …). */
export interface ImageSize {
  readonly type: string
  readonly width: number
  readonly height: number
  readonly content: FileContent
}

export interface FileRecord {
  /** The 63-bit id as decimal digits. */
  readonly id: string
  readonly kind: FileKind
  /** The only data centre that serves the bytes; others answer FILE_MIGRATE_x. */
  readonly dcId: number
  readonly content: FileContent
  readonly mimeType: string
  /** The name of documentAttributeFilename, or null for a file without one. */
  readonly name: string | null
  readonly attributes: readonly tl.TypeDocumentAttribute[]
  /** A document's thumbnails, or all renditions of a photo (the last is the uploaded bytes). */
  readonly sizes: readonly ImageSize[]
  /** Seconds since the epoch. */
  readonly date: number
}

/** What whoever puts a file may say about it; everything has a plausible default. */
export interface FileDescription {
  kind?: FileKind
  name?: string | null
  mimeType?: string
  width?: number
  height?: number
  durationSeconds?: number
  title?: string
  performer?: string
  /** Bytes of a JPEG thumbnail; videos, animations and stickers get a made-up one when absent. `null` for none. */
  thumbnail?: Uint8Array | null
  /** Home data centre; defaults to the world's. */
  dcId?: number
}
