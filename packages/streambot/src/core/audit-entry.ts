/** What an admin did, for other admins to read later. */
export interface AuditEntry {
  /** 8 random bytes as 16 hex digits. */
  readonly id: string
  readonly atMs: number
  /** `user:7`, `token:0123456789abcdef` or `cli`. */
  readonly actor: string
  /** `ban`, `settings.set`, … */
  readonly action: string
  /** Whom or what it was done to; null where there is nobody. */
  readonly target: string | null
  /** JSON; never a secret. */
  readonly details: unknown
}
