/** When a link ends, and whom it serves until then. Who reads goes on; the next range is asked by the new rules. */
import type { Link, LinkChanges } from '../core/link.js'
import type { LinkStore } from '../ports/link-store.js'
import { audit, type AuditDeps, type Actor } from './audit.js'

export interface ChangeLinkDeps extends AuditDeps {
  readonly links: Pick<LinkStore, 'update'>
}

/** @returns null when there is no such link. @throws StreamBotError store_unavailable */
export async function changeLink(
  deps: ChangeLinkDeps,
  actor: Actor,
  linkId: string,
  changes: LinkChanges,
): Promise<Link | null> {
  const link = await deps.links.update(linkId, changes)
  // What changed, not to what: a hash is no business of who reads the log.
  if (link)
    await audit(deps, { actor, action: 'link.change', target: linkId, details: { changed: Object.keys(changes) } })
  return link
}
