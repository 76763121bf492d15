import { revokeQuestion } from '../cards/managed-card.js'
import { aboutGoodLink } from './own-link.js'
import type { Press } from './presses.js'

/** `link.revoke <link> [list]`: asks first. */
export const revokeLink: Press = {
  name: 'link.revoke',
  audience: 'everybody',
  run: (deps, ask) => aboutGoodLink(deps, ask, (_made, place) => ({ edit: revokeQuestion(ask, place) })),
}
