/** All that an admin may know of one person. */
import { isBanned, type Ban } from '../core/ban.js'
import type { User } from '../core/user.js'
import type { BanStore } from '../ports/ban-store.js'
import { userStats, type UserStats, type UserStatsDeps } from './user-stats.js'

export interface DescribeUserDeps extends UserStatsDeps {
  readonly bans: Pick<BanStore, 'find'>
}

export interface UserDescription {
  readonly userId: number
  /** null: never wrote to the bot, and no admin decided anything about them. */
  readonly user: User | null
  /** In force; null: none. */
  readonly ban: Ban | null
  readonly stats: UserStats
}

/** Also of somebody who never wrote to the bot. @throws StreamBotError store_unavailable */
export async function describeUser(deps: DescribeUserDeps, userId: number): Promise<UserDescription> {
  const [user, ban, stats] = await Promise.all([
    deps.users.find(userId),
    deps.bans.find(userId),
    userStats(deps, userId),
  ])
  return { userId, user, ban: isBanned(ban, deps.clock.now()) ? ban : null, stats }
}
