/** Whether a link is served at all, before anybody is asked for a password. */
import type { ErrorCode } from '../core/errors.js'
import type { Link } from '../core/link.js'
import { isAddressAllowed } from './link-access-address.js'

export type LinkRefusal = Extract<ErrorCode, 'link_not_found' | 'link_expired' | 'link_banned' | 'address_not_allowed'>

export interface LinkVisit {
  readonly address: string
  readonly isOwnerBanned: boolean
  readonly nowMs: number
}

/** null: it is. A revoked link looks as if it had never been; of the rest the reason that holds the longest comes first. */
export function refuseLink(link: Link, { address, isOwnerBanned, nowMs }: LinkVisit): LinkRefusal | null {
  if (link.revokedAtMs !== null) return 'link_not_found'
  if (isOver(link.expiresAtMs, nowMs)) return 'link_expired'
  if (isOwnerBanned) return 'link_banned'
  return isAddressAllowed(address, link.restrictions.addresses) ? null : 'address_not_allowed'
}

export function isOver(expiresAtMs: number | null, nowMs: number): boolean {
  return expiresAtMs !== null && expiresAtMs <= nowMs
}
