/**
 * What an admin grants one person: to be let in as if listed, without the limits of everybody, or with numbers of their own. In
 * force at once here and within seconds on other instances.
 */
import type { User, UserChanges } from '../core/user.js'
import type { BandwidthLedger } from '../policy/bandwidth-ledger.js'
import type { UserStore } from '../ports/user-store.js'
import { audit, type Actor, type AuditDeps } from './audit.js'

export interface AuthorizeUserDeps extends AuditDeps {
  readonly users: Pick<UserStore, 'update'>
  readonly quota: Pick<BandwidthLedger, 'userChanged'>
}

/** What is undefined stays as it is. null: as everybody; 0: no limit. */
export type OwnLimits = Pick<UserChanges, 'linksPerDay' | 'bandwidthBytesPerMonth'>

/** What every window holds at most. */
export const MAX_LINKS_PER_DAY = 100_000

/** Somebody unknown, too: they are let in when they first write. @throws StreamBotError store_unavailable; RangeError for a limit that is none */
export function authorizeUser(
  deps: AuthorizeUserDeps,
  actor: Actor,
  userId: number,
  own: OwnLimits = {},
): Promise<User> {
  return change(deps, actor, 'user.authorize', userId, { ...own, isAuthorized: true })
}

/** As everybody again, in every respect. @throws StreamBotError store_unavailable */
export function deauthorizeUser(deps: AuthorizeUserDeps, actor: Actor, userId: number): Promise<User> {
  const changes = { isAuthorized: false, linksPerDay: null, bandwidthBytesPerMonth: null }
  return change(deps, actor, 'user.deauthorize', userId, changes)
}

/** Whether authorised or not. @throws StreamBotError store_unavailable; RangeError for a limit that is none */
export function setUserLimits(deps: AuthorizeUserDeps, actor: Actor, userId: number, own: OwnLimits): Promise<User> {
  return change(deps, actor, 'user.limits', userId, own)
}

async function change(
  deps: AuthorizeUserDeps,
  actor: Actor,
  action: string,
  userId: number,
  changes: UserChanges,
): Promise<User> {
  requireUserId(userId)
  requireLimit('linksPerDay', changes.linksPerDay, MAX_LINKS_PER_DAY)
  requireLimit('bandwidthBytesPerMonth', changes.bandwidthBytesPerMonth, Number.MAX_SAFE_INTEGER)
  const user = await deps.users.update(userId, changes, deps.clock.now())
  deps.quota.userChanged(user)
  await audit(deps, { actor, action, target: `user:${userId}`, details: changes })
  return user
}

function requireUserId(userId: number): void {
  if (!Number.isSafeInteger(userId) || userId <= 0) throw new RangeError(`${userId} is no user's id`)
}

function requireLimit(name: string, limit: number | null | undefined, max: number): void {
  if (limit === undefined || limit === null) return
  if (!Number.isSafeInteger(limit) || limit < 0 || limit > max) {
    throw new RangeError(`${name} must be a whole number from 0 to ${max}, not ${limit}; 0 means no limit`)
  }
}
