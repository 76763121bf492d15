/** Several links in one: a list that one person made, under an address of its own. Each link goes on by its own rules. */

/** What one message of links and one archive can be made of. */
export const MAX_BATCH_LINKS = 200

export interface Batch {
  /** 16 hex digits; part of the token and key of the record. */
  readonly id: string
  /** Telegram id of the person who made it, and all of its links. */
  readonly ownerId: number
  /** For people; null: none given. Untrusted. */
  readonly title: string | null
  /** In the order of the list. */
  readonly linkIds: readonly string[]
  readonly createdAtMs: number
  /** null: never. Whole seconds, as in the token. */
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
}

/** What a token carries. The list itself is in the record. */
export interface BatchClaims {
  readonly batchId: string
  readonly expiresAtMs: number | null
}
