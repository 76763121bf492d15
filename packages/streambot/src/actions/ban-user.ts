/** Somebody may not use the bot, and none of their links is served; what is being read of them ends, on other instances within a second. */
import type { Ban } from '../core/ban.js'
import type { BanStore } from '../ports/ban-store.js'
import { audit, type AuditDeps, type Actor } from './audit.js'
import type { LinkGuard } from './link-guard.js'

export interface BanUserDeps extends AuditDeps {
  readonly bans: Pick<BanStore, 'put' | 'lift'>
  readonly guard: Pick<LinkGuard, 'userBanned'>
}

/** @throws StreamBotError store_unavailable */
export async function banUser(deps: BanUserDeps, actor: Actor, ban: Ban): Promise<void> {
  await deps.bans.put(ban)
  deps.guard.userBanned(ban.userId)
  const details = { reason: ban.reason, untilMs: ban.untilMs }
  await audit(deps, { actor, action: 'user.ban', target: `user:${ban.userId}`, details })
}

/** Links that were not revoked are served again. @returns false when there was no ban. @throws StreamBotError store_unavailable */
export async function unbanUser(deps: BanUserDeps, actor: Actor, userId: number): Promise<boolean> {
  const isLifted = await deps.bans.lift(userId)
  if (isLifted) await audit(deps, { actor, action: 'user.unban', target: `user:${userId}` })
  return isLifted
}
