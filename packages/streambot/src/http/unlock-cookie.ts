/** A browser's proof that it gave the password of a link: a cookie for the addresses of that link and no other. */
import type { UnlockedLink } from '../actions/unlock-link.js'
import { UNLOCKED_PATHS } from './file-paths.js'
import { readCookie } from './read-cookie.js'

const NAME = 'unlocked'

export interface CookieOptions {
  readonly basePath: string
  /** Visitors come by https; only then does a browser keep a cookie that says so. */
  readonly isSecure: boolean
}

/** One for each address that the link has: whoever may download may also watch. */
export function toUnlockCookies(token: string, { proof, maxAgeMs }: UnlockedLink, options: CookieOptions): string[] {
  if (proof === null) return []
  const attributes = [
    `Max-Age=${Math.max(0, Math.floor(maxAgeMs / 1000))}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(options.isSecure ? ['Secure'] : []),
  ].join('; ')
  // With and without the path, because nobody here knows whether a proxy takes it off.
  const prefixes = [...new Set(['', options.basePath])]
  return prefixes.flatMap((prefix) =>
    UNLOCKED_PATHS.map((path) => `${NAME}=${proof}; Path=${prefix}${path}/${token}; ${attributes}`),
  )
}

/** null: none. */
export function readUnlockCookie(header: string | undefined): string | null {
  return readCookie(header, NAME)
}
