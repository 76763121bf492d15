/** A person's own secret for one of their programs: it reads what is theirs. The secret itself is shown once and never kept. */
export interface AppPassword {
  /** 8 random bytes as 16 hex digits. */
  readonly id: string
  /** Telegram id of the person, and the user name that goes with it. */
  readonly userId: number
  /** For people: which program it is for. Untrusted. */
  readonly name: string
  /** SHA-256 of the secret, hex: secrets are random, so nothing slower is needed. */
  readonly hash: string
  readonly createdAtMs: number
  /** null: never. */
  readonly expiresAtMs: number | null
  readonly lastUsedAtMs: number | null
}
