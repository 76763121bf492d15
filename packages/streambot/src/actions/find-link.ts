/**
 * A token becomes the link it stands for, or the reason why nobody at this address is served. A token that does not verify costs no lookup;
 * with the database away a token serves by itself, unless its link asked more of a reader when it was made, or is remembered to.
 */
import { StreamBotError } from '../core/errors.js'
import { isOver } from '../core/is-over.js'
import type { Link, LinkClaims } from '../core/link.js'
import type { WindowAnswer } from '../core/sliding-window.js'
import { refuseLink, type Whereabouts } from '../policy/link-access.js'
import type { Clock } from '../ports/clock.js'
import type { LinkRecords } from './link-records.js'

/** Counts tokens that do not verify, by address. */
export interface WrongTokenDeps {
  readonly clock: Clock
  /** null: no limit. */
  readonly wrongTokens: { take(address: string, nowMs: number): WindowAnswer } | null
}

export interface FindLinkDeps extends WrongTokenDeps {
  readonly linkKeys: {
    /** null for whatever is no token made with one of the keys. @throws StreamBotError store_unavailable while no key is known */
    verify(token: string): Promise<LinkClaims | null>
  }
  readonly records: Pick<LinkRecords, 'find'>
}

export interface FoundLink {
  readonly claims: LinkClaims
  /** null: out of reach, and the claims are all that is known. */
  readonly link: Link | null
}

/** @throws StreamBotError link_not_found, too_many_requests, link_expired, link_banned, address_not_allowed, store_unavailable */
export async function findLink(deps: FindLinkDeps, token: string, where: Whereabouts): Promise<FoundLink> {
  const claims = await deps.linkKeys.verify(token)
  if (!claims) throw wrongToken(deps, where.address)
  const { linkId, expiresAtMs, isRestricted } = claims
  const record = await deps.records.find(linkId)
  const nowMs = deps.clock.now()
  if (record.kind === 'unknown') throw new StreamBotError('link_not_found', `Link ${linkId} is not known`)
  if (record.kind === 'found') {
    const { link, isOwnerBanned } = record
    const refusal = refuseLink(link, { ...where, isOwnerBanned, nowMs })
    if (refusal !== null) throw new StreamBotError(refusal, `Link ${linkId} is not served: ${refusal}`)
    return { claims, link }
  }
  if (isOver(expiresAtMs, nowMs)) throw new StreamBotError('link_expired', `Link ${linkId} has expired`)
  if (isRestricted) throw new StreamBotError('store_unavailable', `Nobody knows whom link ${linkId} may serve`)
  return { claims, link: null }
}

/** Counted after the token has failed: neighbours behind one address are not locked out of good links by somebody who guesses. */
export function wrongToken({ wrongTokens, clock }: WrongTokenDeps, address: string): StreamBotError {
  const answer = wrongTokens?.take(address, clock.now())
  if (answer === undefined || answer.ok) return new StreamBotError('link_not_found', 'The token does not verify')
  const { retryAfterMs } = answer
  return new StreamBotError('too_many_requests', 'Too many tokens that do not verify', { retryAfterMs })
}
