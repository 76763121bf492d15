/** How many files people may send: which windows an upload counts in, and what to say when one of them is full. */
import type { User } from '../core/user.js'
import type { WindowWish } from '../ports/window-store.js'

/** 0 or null: no limit. */
export interface UploadRules {
  /** Of one person in any 24 hours. */
  readonly linksPerDay: number | null
  /** The same for people an admin has authorised. */
  readonly authorizedLinksPerDay: number | null
  /** Of one person; people an admin has authorised send as fast as they like. */
  readonly uploadsPerMinute: number | null
  /** Of all people together: Telegram allows a bot only so much. */
  readonly serviceUploadsPerMinute: number | null
}

export interface UploadRefusal {
  /** `service_busy`: it is not this person who sends too much. */
  readonly reason: 'too_many_links' | 'too_many_uploads' | 'service_busy'
  /** Whole seconds, rounded up: who waits so long is not refused again. */
  readonly retryAfterMs: number
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const SERVICE_KEY = 'uploads'

/** Whose windows they are. */
export type Uploader = Pick<User, 'id' | 'isAuthorized' | 'linksPerDay'>

/** Empty for admins, who are not limited. @param rules null: limits are switched off */
export function uploadWindows(rules: UploadRules | null, user: Uploader, isAdmin: boolean): WindowWish[] {
  if (isAdmin || rules === null) return []
  return [
    ...wish(linksKey(user.id), linksPerDay(rules, user), DAY_MS),
    ...wish(uploadsKey(user.id), user.isAuthorized ? null : rules.uploadsPerMinute, MINUTE_MS),
    ...wish(SERVICE_KEY, rules.serviceUploadsPerMinute, MINUTE_MS),
  ]
}

/** The window of a person's links; null where nothing is counted. */
export function linksWindow(rules: UploadRules | null, user: Uploader, isAdmin: boolean): WindowWish | null {
  return uploadWindows(rules, user, isAdmin).find(({ key }) => key === linksKey(user.id)) ?? null
}

/** How many files a minute the person may send; null: as many as they like. */
export function uploadsPerMinute(rules: UploadRules | null, user: Uploader, isAdmin: boolean): number | null {
  const window = uploadWindows(rules, user, isAdmin).find(({ key }) => key === uploadsKey(user.id))
  return window?.rule.limit ?? null
}

/** @param full the answer of the window store: the window that is full the longest */
export function toUploadRefusal(full: { readonly key: string; readonly retryAfterMs: number }): UploadRefusal {
  return { reason: reasonOf(full.key), retryAfterMs: Math.max(1, Math.ceil(full.retryAfterMs / 1000)) * 1000 }
}

function linksPerDay(rules: UploadRules, user: Uploader): number | null {
  return user.linksPerDay ?? (user.isAuthorized ? rules.authorizedLinksPerDay : rules.linksPerDay)
}

function linksKey(userId: number): string {
  return `links:${userId}`
}

function uploadsKey(userId: number): string {
  return `uploads:${userId}`
}

function wish(key: string, limit: number | null, windowMs: number): WindowWish[] {
  return limit === null || limit === 0 ? [] : [{ key, rule: { limit, windowMs } }]
}

function reasonOf(key: string): UploadRefusal['reason'] {
  if (key === SERVICE_KEY) return 'service_busy'
  return key.startsWith('links:') ? 'too_many_links' : 'too_many_uploads'
}
