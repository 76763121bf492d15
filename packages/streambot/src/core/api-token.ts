/** Access to the API for a program. The token itself is shown once and never kept. */
export interface ApiToken {
  /** 8 random bytes as 16 hex digits. */
  readonly id: string
  readonly name: string
  /** SHA-256 of the token, hex: tokens are random, so nothing slower is needed. */
  readonly hash: string
  readonly scopes: readonly string[]
  /** Telegram id of the admin. */
  readonly createdBy: number
  readonly createdAtMs: number
  /** null: never. */
  readonly expiresAtMs: number | null
  readonly lastUsedAtMs: number | null
}

/** All that a token may be good for. */
export const API_SCOPES = [
  'stats',
  'links',
  'users',
  'bans',
  'uploads',
  'broadcast',
  'settings',
  'logs',
  'tokens',
  'clients',
  'streams',
] as const
export type ApiScope = (typeof API_SCOPES)[number]

/**
 * Among the scopes of a token: it is a session of the dashboard, which ends with the rights of its admin. It is none of `API_SCOPES`, so that nobody
 * can ask for a token that has it.
 */
export const SESSION_MARK = 'dashboard'

export function isDashboardSession({ scopes }: Pick<ApiToken, 'scopes'>): boolean {
  return scopes.includes(SESSION_MARK)
}
