/** Whether a link is served at all, before anybody is asked for a password. */
import type { ErrorCode } from '../core/errors.js'
import { isOver } from '../core/is-over.js'
import type { Link } from '../core/link.js'
import { isAddressAllowed } from './link-access-address.js'

export type LinkRefusal = Extract<ErrorCode, 'link_not_found' | 'link_expired' | 'link_banned' | 'address_not_allowed'>

/** From where somebody asks. */
export interface Whereabouts {
  /** The nearest to them that is known; limits go by it. */
  readonly address: string
  /** false: it is somebody else's, such as a proxy's, and where they are themselves nobody knows. */
  readonly isAddressKnown: boolean
}

export interface LinkVisit extends Whereabouts {
  readonly isOwnerBanned: boolean
  readonly nowMs: number
}

/** null: it is. A revoked link looks as if it had never been; of the rest the reason that holds the longest comes first. */
export function refuseLink(link: Link, { isOwnerBanned, nowMs, ...where }: LinkVisit): LinkRefusal | null {
  if (link.revokedAtMs !== null) return 'link_not_found'
  if (isOver(link.expiresAtMs, nowMs)) return 'link_expired'
  if (isOwnerBanned) return 'link_banned'
  return isAllowed(where, link.restrictions.addresses) ? null : 'address_not_allowed'
}

function isAllowed({ address, isAddressKnown }: Whereabouts, blocks: readonly string[]): boolean {
  return blocks.length === 0 || (isAddressKnown && isAddressAllowed(address, blocks))
}
