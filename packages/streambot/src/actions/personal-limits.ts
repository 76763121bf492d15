/** What applies to one person who sends files, by the rules in force right now. */
import { checkAccess, type AccessRefusal } from '../policy/access.js'
import { userLimitBytes } from '../policy/bandwidth-quota.js'
import type { TypeRules } from '../policy/check-file.js'
import type { LiveRules } from '../policy/live-rules.js'
import { linksWindow, uploadsPerMinute } from '../policy/upload-limits.js'
import type { BanStore } from '../ports/ban-store.js'
import type { Clock } from '../ports/clock.js'
import type { UserStore } from '../ports/user-store.js'

export interface PersonalLimitsDeps {
  readonly clock: Clock
  readonly users: Pick<UserStore, 'find'>
  readonly bans: Pick<BanStore, 'find'>
  readonly rules: () => LiveRules
}

/** null: no limit. */
export interface PersonalLimits {
  /** null: they may send files. */
  readonly refusal: AccessRefusal | null
  /** They have to be a member of channels of the operator's. */
  readonly hasToJoin: boolean
  readonly maxFileBytes: number | null
  readonly types: TypeRules
  readonly linksPerDay: number | null
  readonly filesPerMinute: number | null
  readonly filesPerBatch: number
  readonly expirySeconds: number | null
  readonly trafficBytesPerMonth: number | null
}

/** @throws StreamBotError store_unavailable */
export async function personalLimits(deps: PersonalLimitsDeps, userId: number): Promise<PersonalLimits> {
  const rules = deps.rules()
  const [user, ban] = await Promise.all([deps.users.find(userId), deps.bans.find(userId)])
  const isAdmin = rules.accessRules.adminIds.includes(userId)
  const uploader = user ?? { id: userId, isAuthorized: false, linksPerDay: null }
  return {
    refusal: checkAccess(rules.accessRules, uploader, ban, deps.clock.now()),
    hasToJoin: rules.subscriptionRules !== null && !isAdmin,
    maxFileBytes: rules.fileRules.maxSizeBytes,
    types: rules.fileRules.types,
    linksPerDay: linksWindow(rules.uploadRules, uploader, isAdmin)?.rule.limit ?? null,
    filesPerMinute: uploadsPerMinute(rules.uploadRules, uploader, isAdmin),
    filesPerBatch: rules.batchRules.maxFiles,
    expirySeconds: rules.linkRules.expirySeconds,
    trafficBytesPerMonth: userLimitBytes(rules.bandwidthRules, user, isAdmin),
  }
}
