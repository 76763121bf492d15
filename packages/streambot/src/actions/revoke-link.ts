/** A link is over: nobody begins to read any more, and who reads is cut off; on other instances within a second. */
import type { Clock } from '../ports/clock.js'
import type { LinkStore } from '../ports/link-store.js'
import { audit, type AuditDeps, type Actor } from './audit.js'
import type { LinkGuard } from './link-guard.js'

export interface RevokeLinkDeps extends AuditDeps {
  readonly clock: Clock
  readonly links: Pick<LinkStore, 'revoke'>
  readonly guard: Pick<LinkGuard, 'linkRevoked'>
}

/** @returns false when there is no such link, or it was revoked before. @throws StreamBotError store_unavailable */
export async function revokeLink(deps: RevokeLinkDeps, actor: Actor, linkId: string): Promise<boolean> {
  const isRevoked = await deps.links.revoke(linkId, deps.clock.now())
  if (!isRevoked) return false
  deps.guard.linkRevoked(linkId)
  await audit(deps, { actor, action: 'link.revoke', target: linkId })
  return true
}
