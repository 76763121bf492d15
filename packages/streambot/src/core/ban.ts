/** Somebody may not use the bot, and no link of theirs is served. */
export interface Ban {
  readonly userId: number
  /** For the person; null: none given. */
  readonly reason: string | null
  /** Telegram id of the admin. */
  readonly bannedBy: number
  readonly createdAtMs: number
  /** null: for good. */
  readonly untilMs: number | null
}

export function isBanned(ban: Ban | null, nowMs: number): ban is Ban {
  return ban !== null && (ban.untilMs === null || nowMs < ban.untilMs)
}
