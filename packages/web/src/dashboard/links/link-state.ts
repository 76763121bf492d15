/** Whether a link still serves, as far as its own record says: its owner may be banned, too. */
import type { Link } from '../api/shapes.js'
import type { Tone } from '../parts/badge.js'

type Facts = Pick<Link, 'revokedAt' | 'expiresAt' | 'maxDownloads' | 'downloads'>

export function linkState(link: Facts, nowMs: number): readonly [Tone, string] {
  if (link.revokedAt !== null) return ['bad', 'revoked']
  if (link.expiresAt !== null && Date.parse(link.expiresAt) <= nowMs) return ['plain', 'over']
  if (link.maxDownloads !== null && link.downloads >= link.maxDownloads) return ['plain', 'used up']
  return ['good', 'serves']
}
