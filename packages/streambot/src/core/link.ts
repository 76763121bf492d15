/** A link: a promise to serve one stored file until it expires or is revoked. */
import type { MediaFile } from './media-file.js'
import type { Subtitles } from './subtitles.js'

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
  readonly restrictions: LinkRestrictions
  /** Readers counted so far, each once however many ranges it asked for. */
  readonly downloads: number
  /** null: never read. */
  readonly lastAccessAtMs: number | null
  /** Shown with it where it is a film, in the order in which they came. */
  readonly subtitles: readonly Subtitles[]
}

/** How long a link may last that is not for ever, about 31 years: what a token's 32-bit expiry can hold for decades to come. */
export const MAX_LINK_SECONDS = 1_000_000_000

/** What has to be asked of the record before a link serves. With the database away only what was so when the token was made, or is remembered, is known. */
export interface LinkRestrictions {
  /** Made by `hashPassword`; null: none needed. */
  readonly passwordHash: string | null
  /** null: as many as want to. */
  readonly maxDownloads: number | null
  /** Addresses or CIDR blocks that may read; empty: everybody. */
  readonly addresses: readonly string[]
}

export const UNRESTRICTED: LinkRestrictions = { passwordHash: null, maxDownloads: null, addresses: [] }

export function isRestricted({ passwordHash, maxDownloads, addresses }: LinkRestrictions): boolean {
  return passwordHash !== null || maxDownloads !== null || addresses.length > 0
}

/** What its owner or an admin changes; what is undefined stays as it is. */
export interface LinkChanges {
  readonly expiresAtMs?: number | null
  readonly restrictions?: LinkRestrictions
}

/** What a token carries: enough to serve with the database down. */
export interface LinkClaims {
  readonly linkId: string
  readonly logMessageId: number
  readonly sizeBytes: number
  readonly expiresAtMs: number | null
  /** Made for a link with restrictions: without its record nobody knows whom it may serve. */
  readonly isRestricted: boolean
}

/** A secret that signs tokens. Old keys go on verifying until they are retired. */
export interface LinkKey {
  /** 0–255, the first byte of a token. */
  readonly id: number
  /** 32 bytes. */
  readonly secret: Uint8Array
  readonly createdAtMs: number
}
