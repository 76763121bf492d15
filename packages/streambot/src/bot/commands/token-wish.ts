/** `grafana stats,logs 90d` as a wish for a token: what is a time is its expiry, and the rest behind the name are scopes. */
import { API_SCOPES } from '../../core/api-token.js'
import { LONGEST_SPAN_SECONDS, parseTimeSpan } from '../../core/time-span.js'
import type { ApiTokenWish } from '../../actions/api-tokens.js'

export type TokenWishReading =
  | { readonly ok: true; readonly wish: ApiTokenWish }
  | { readonly ok: false; readonly expiries: readonly [one: string, other: string] }

const DEFAULT_SCOPES: readonly string[] = ['stats']
const FOREVER: readonly string[] = ['forever', 'never']

export function readTokenWish(text: string, nowMs: number): TokenWishReading {
  const [name = '', ...words] = text.split(/[\s,]+/).filter((word) => word !== '')
  const lower = words.map((word) => word.toLowerCase())
  const expiries = lower.filter((word) => FOREVER.includes(word) || parseTimeSpan(word) !== null)
  const [expiry = 'forever', other] = expiries
  if (other !== undefined) return { ok: false, expiries: [expiry, other] }
  const scopes = lower.filter((word) => !expiries.includes(word))
  const seconds = parseTimeSpan(expiry)
  const isForGood = seconds === null || seconds > LONGEST_SPAN_SECONDS
  return {
    ok: true,
    wish: {
      name,
      scopes: scopes.includes('all') ? API_SCOPES : scopes.length > 0 ? scopes : DEFAULT_SCOPES,
      expiresAtMs: isForGood ? null : nowMs + seconds * 1000,
    },
  }
}
