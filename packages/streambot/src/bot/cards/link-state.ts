/** How it stands with a link. */
import { isOver } from '../../core/is-over.js'
import type { Link } from '../../core/link.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'

export type LinkState = 'good' | 'revoked' | 'expired'

export function stateOf({ revokedAtMs, expiresAtMs }: Link, nowMs: number): LinkState {
  if (revokedAtMs !== null) return 'revoked'
  return isOver(expiresAtMs, nowMs) ? 'expired' : 'good'
}

/** In a few words each. */
export function stateWords({ myLinks, formats }: Texts, link: Link, nowMs: number): string[] {
  const { restrictions, expiresAtMs, downloads } = link
  const state = stateOf(link, nowMs)
  const max = restrictions.maxDownloads
  return [
    state === 'good'
      ? expiresAtMs === null
        ? myLinks.forever
        : myLinks.until(formatMoment(expiresAtMs))
      : myLinks[state],
    ...(restrictions.passwordHash === null ? [] : [myLinks.withPassword]),
    ...(downloads > 0 || max !== null
      ? [myLinks.downloads(formats.number(downloads), max === null ? null : formats.number(max))]
      : []),
  ]
}
