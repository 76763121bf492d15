import { linkActorOf, notYours, placeOf, showCard } from './own-link.js'
import type { Press } from './presses.js'

/** `link.revoke.yes <link> [list]` */
export const revokeLinkNow: Press = {
  name: 'link.revoke.yes',
  audience: 'everybody',
  run: async (deps, ask) => {
    const { linkId, origin } = placeOf(ask)
    const revoked = await deps.actions.people.revokeLink(linkActorOf(ask), linkId)
    return revoked ? showCard(deps, ask, revoked, origin) : notYours(ask)
  },
}
