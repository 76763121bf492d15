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

/** Empty for admins, who are not limited. */
export function uploadWindows(
  rules: UploadRules,
  user: Pick<User, 'id' | 'isAuthorized' | 'linksPerDay'>,
  isAdmin: boolean,
): WindowWish[] {
  if (isAdmin) return []
  const linksPerDay = user.linksPerDay ?? (user.isAuthorized ? rules.authorizedLinksPerDay : rules.linksPerDay)
  return [
    ...wish(`links:${user.id}`, linksPerDay, DAY_MS),
    ...wish(`uploads:${user.id}`, user.isAuthorized ? null : rules.uploadsPerMinute, MINUTE_MS),
    ...wish(SERVICE_KEY, rules.serviceUploadsPerMinute, MINUTE_MS),
  ]
}

/** @param full the answer of the window store: the window that is full the longest */
export function toUploadRefusal(full: { readonly key: string; readonly retryAfterMs: number }): UploadRefusal {
  return { reason: reasonOf(full.key), retryAfterMs: Math.max(1, Math.ceil(full.retryAfterMs / 1000)) * 1000 }
}

function wish(key: string, limit: number | null, windowMs: number): WindowWish[] {
  return limit === null || limit === 0 ? [] : [{ key, rule: { limit, windowMs } }]
}

function reasonOf(key: string): UploadRefusal['reason'] {
  if (key === SERVICE_KEY) return 'service_busy'
  return key.startsWith('links:') ? 'too_many_links' : 'too_many_uploads'
}
