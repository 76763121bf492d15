/** The owner of a link, or an admin, ends it. */
import type { LinkStore } from '../ports/link-store.js'
import { auditUnlessOwn, findOwnLink, type FindOwnLinkDeps, type LinkActor, type OwnLink } from './find-own-link.js'
import { revokeLink, type RevokeLinkDeps } from './revoke-link.js'

export type RevokeOwnLinkDeps = FindOwnLinkDeps &
  RevokeLinkDeps & { readonly links: Pick<LinkStore, 'find' | 'revoke'> }

/** @returns the link as it is now, also where it was revoked before; null: there is none for this person. @throws StreamBotError store_unavailable */
export async function revokeOwnLink(
  deps: RevokeOwnLinkDeps,
  actor: LinkActor,
  linkId: string,
): Promise<OwnLink | null> {
  const found = await findOwnLink(deps, actor, linkId)
  if (!found) return null
  await revokeLink(auditUnlessOwn(deps, actor, found.link), `user:${actor.userId}`, linkId)
  return findOwnLink(deps, actor, linkId)
}
