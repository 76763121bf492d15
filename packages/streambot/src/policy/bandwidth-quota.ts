/** How many bytes may leave in a month: of the whole service, and of the links of one person. */
import { endOfMonthMs, type Month } from '../core/month.js'
import type { User } from '../core/user.js'

/** 0 or null: no limit. */
export interface BandwidthRules {
  /** Of everybody together, admins too. */
  readonly serviceBytes: number | null
  /** Of one person, unless an admin set another number for them. */
  readonly userBytes: number | null
}

export interface BandwidthUsage {
  readonly usedBytes: number
  /** null: none. */
  readonly limitBytes: number | null
}

export type BandwidthDecision =
  | { readonly ok: true }
  | {
      readonly ok: false
      /** Whose quota it is; also the code of the error that visitors see. */
      readonly reason: 'service_quota_used_up' | 'user_quota_used_up'
      /** When the month ends and everything is free again. */
      readonly resetsAtMs: number
      readonly retryAfterMs: number
    }

/**
 * People an admin has authorised are limited by a number of their own only.
 * @param rules null: limits are switched off
 * @param user null: never seen
 */
export function userLimitBytes(
  rules: BandwidthRules | null,
  user: Pick<User, 'isAuthorized' | 'bandwidthBytesPerMonth'> | null,
  isAdmin: boolean,
): number | null {
  if (isAdmin || rules === null) return null
  return toLimit(user?.bandwidthBytesPerMonth ?? (user?.isAuthorized ? null : rules.userBytes))
}

export function serviceLimitBytes(rules: BandwidthRules | null): number | null {
  return toLimit(rules?.serviceBytes ?? null)
}

export function isUsedUp({ usedBytes, limitBytes }: BandwidthUsage): boolean {
  return limitBytes !== null && usedBytes >= limitBytes
}

/** @param user null: of somebody unknown */
export function decideBandwidth(
  service: BandwidthUsage,
  user: BandwidthUsage | null,
  month: Month,
  nowMs: number,
): BandwidthDecision {
  const usedUp = isUsedUp(service) ? 'service_quota_used_up' : user && isUsedUp(user) ? 'user_quota_used_up' : null
  if (usedUp === null) return { ok: true }
  const resetsAtMs = endOfMonthMs(month)
  return { ok: false, reason: usedUp, resetsAtMs, retryAfterMs: Math.max(0, resetsAtMs - nowMs) }
}

function toLimit(bytes: number | null): number | null {
  return bytes === 0 ? null : bytes
}
