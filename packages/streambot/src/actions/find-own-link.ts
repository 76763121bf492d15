/** A link, for whoever may act on it: its owner, and admins. Others learn nothing, not even that there is one. */
import type { Link } from '../core/link.js'
import type { LinkStore } from '../ports/link-store.js'
import { withoutAudit, type AuditDeps } from './audit.js'
import { linkUrls, type LinkUrlDeps, type LinkUrls } from './link-url.js'

export interface FindOwnLinkDeps extends LinkUrlDeps {
  readonly links: Pick<LinkStore, 'find'>
}

export interface LinkActor {
  readonly userId: number
  readonly isAdmin: boolean
}

export type OwnLink = { readonly link: Link } & LinkUrls

/** By the record, whatever somebody says the link is. null: there is none for this person. @throws StreamBotError store_unavailable */
export async function findOwnLink(
  deps: FindOwnLinkDeps,
  { userId, isAdmin }: LinkActor,
  linkId: string,
): Promise<OwnLink | null> {
  const link = await deps.links.find(linkId)
  return link && (isAdmin || link.ownerId === userId) ? { link, ...linkUrls(deps, link) } : null
}

/** What people do with links of their own is their business; the audit log tells what admins do with those of others. */
export function auditUnlessOwn<Deps extends AuditDeps>(deps: Deps, { userId }: LinkActor, link: Link): Deps {
  return link.ownerId === userId ? withoutAudit(deps) : deps
}
