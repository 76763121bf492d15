/** A link: a promise to serve one stored file until it expires or is revoked. */
import type { MediaFile } from './media-file.js'

export interface Link {
  /** 8 random bytes as 16 hex digits; part of the token and key of the record. */
  readonly id: string
  /** Message in the log channel that holds the copy. */
  readonly logMessageId: number
  readonly file: MediaFile
  /** Telegram id of the person who made it. */
  readonly ownerId: number
  readonly createdAtMs: number
  /** null: never. Whole seconds, as in the token. */
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
}

/** What a token carries: enough to serve with the database down. */
export interface LinkClaims {
  readonly linkId: string
  readonly logMessageId: number
  readonly sizeBytes: number
  readonly expiresAtMs: number | null
}

/** A secret that signs tokens. Old keys go on verifying until they are retired. */
export interface LinkKey {
  /** 0–255, the first byte of a token. */
  readonly id: number
  /** 32 bytes. */
  readonly secret: Uint8Array
  readonly createdAtMs: number
}
