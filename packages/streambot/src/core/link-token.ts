import type { LinkClaims, LinkKey } from './link.js'

/** Placeholder. */
export function createLinkToken(_key: LinkKey, _claims: LinkClaims): string {
  throw new Error('not written yet')
}

/** Placeholder. */
export function verifyLinkToken(_keys: readonly LinkKey[], _token: string): LinkClaims | null {
  throw new Error('not written yet')
}
