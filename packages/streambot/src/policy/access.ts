/** Who may send files to the bot. Admins always may; anybody else is told of a ban before anything else. */
import { isBanned, type Ban } from '../core/ban.js'
import type { User } from '../core/user.js'

export interface AccessRules {
  /** `allow-list`: whom the configuration lists or an admin has authorised. `owner-only`: admins. */
  readonly mode: AccessMode
  readonly adminIds: readonly number[]
  readonly allowedUserIds: readonly number[]
}

export type AccessMode = 'public' | 'allow-list' | 'owner-only'

export type AccessRefusal =
  | {
      readonly reason: 'banned'
      /** What the admin wrote for the person; null: nothing. */
      readonly banReason: string | null
      /** null: for good. */
      readonly untilMs: number | null
    }
  | {
      readonly reason: 'not_allowed'
      readonly mode: Exclude<AccessMode, 'public'>
      /** What the person tells the owner to be let in. */
      readonly userId: number
    }

/** null: the person may. */
export function checkAccess(
  { mode, adminIds, allowedUserIds }: AccessRules,
  { id: userId, isAuthorized }: Pick<User, 'id' | 'isAuthorized'>,
  ban: Ban | null,
  nowMs: number,
): AccessRefusal | null {
  if (adminIds.includes(userId)) return null
  if (isBanned(ban, nowMs)) return { reason: 'banned', banReason: ban.reason, untilMs: ban.untilMs }
  switch (mode) {
    case 'public':
      return null
    case 'allow-list':
      return isAuthorized || allowedUserIds.includes(userId) ? null : { reason: 'not_allowed', mode, userId }
    case 'owner-only':
      return { reason: 'not_allowed', mode, userId }
  }
}
