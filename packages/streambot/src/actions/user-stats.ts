/** What one person has used and may still use, for themselves and for admins: by the same rules that will decide about their next file. */
import type { User } from '../core/user.js'
import type { AccessRules } from '../policy/access.js'
import type { BandwidthLedger } from '../policy/bandwidth-ledger.js'
import { linksWindow, type UploadRules } from '../policy/upload-limits.js'
import type { Clock } from '../ports/clock.js'
import type { LinkStore } from '../ports/link-store.js'
import type { UserStore } from '../ports/user-store.js'
import type { WindowStore, WindowWish } from '../ports/window-store.js'
import { toMonthlyUsage, type MonthlyUsage } from './service-stats.js'

export interface UserStatsDeps {
  readonly clock: Clock
  readonly users: Pick<UserStore, 'find'>
  readonly windows: Pick<WindowStore, 'peek'>
  readonly links: Pick<LinkStore, 'count'>
  readonly quota: Pick<BandwidthLedger, 'userUsage'>
  /** In force right now. */
  readonly rules: () => { readonly accessRules: AccessRules; readonly uploadRules: UploadRules | null }
}

export interface UserStats {
  readonly userId: number
  /** Whose limits they have; somebody authorised or not may have numbers of their own. */
  readonly standing: 'admin' | 'authorized' | 'everybody'
  readonly linksToday: {
    /** In the last 24 hours. */
    readonly made: number
    /** null: as many as they like. */
    readonly limit: number | null
    /** When there is a place for the next; null: there is one now. */
    readonly nextAtMs: number | null
  }
  /** Of their links. */
  readonly traffic: MonthlyUsage
  /** Revoked and expired ones too, until they are forgotten. */
  readonly links: number
}

const DAY_MS = 86_400_000
/** More than a window holds: what is left of it says how many are in there. */
const MORE_THAN_ANY = 1_000_000

/** Also of somebody who never wrote to the bot. @throws StreamBotError store_unavailable */
export async function userStats(deps: UserStatsDeps, userId: number): Promise<UserStats> {
  const nowMs = deps.clock.now()
  const { accessRules, uploadRules } = deps.rules()
  const isAdmin = accessRules.adminIds.includes(userId)
  const user = await deps.users.find(userId)
  const uploader = user ?? { id: userId, isAuthorized: false, linksPerDay: null }
  const window = linksWindow(uploadRules, uploader, isAdmin)
  const [linksToday, usage, links] = await Promise.all([
    window ? inWindow(deps, window, nowMs) : withoutLimit(deps, userId, nowMs),
    deps.quota.userUsage(userId),
    deps.links.count({ ownerId: userId, sinceMs: 0 }),
  ])
  return { userId, standing: standingOf(user, isAdmin), linksToday, traffic: toMonthlyUsage(usage, nowMs), links }
}

function standingOf(user: User | null, isAdmin: boolean): UserStats['standing'] {
  if (isAdmin) return 'admin'
  return user?.isAuthorized ? 'authorized' : 'everybody'
}

async function inWindow({ windows }: UserStatsDeps, wish: WindowWish, nowMs: number): Promise<UserStats['linksToday']> {
  const { key, rule } = wish
  const [next, all] = await Promise.all([
    windows.peek(wish, nowMs),
    windows.peek({ key, rule: { ...rule, limit: MORE_THAN_ANY } }, nowMs),
  ])
  return {
    made: all.ok ? MORE_THAN_ANY - all.remaining : MORE_THAN_ANY,
    limit: rule.limit,
    nextAtMs: next.ok ? null : nowMs + next.retryAfterMs,
  }
}

/** Where nothing is limited nothing is counted as it is made; the links themselves tell. */
async function withoutLimit({ links }: UserStatsDeps, userId: number, nowMs: number): Promise<UserStats['linksToday']> {
  const made = await links.count({ ownerId: userId, sinceMs: nowMs - DAY_MS + 1 })
  return { made, limit: null, nextAtMs: null }
}
