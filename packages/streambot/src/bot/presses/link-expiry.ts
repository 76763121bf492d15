import { expiryQuestion } from '../cards/managed-card.js'
import { aboutGoodLink } from './own-link.js'
import type { Press } from './presses.js'

/** `link.expiry <link> [list]`: how long? */
export const linkExpiry: Press = {
  name: 'link.expiry',
  audience: 'everybody',
  run: (deps, ask) =>
    aboutGoodLink(deps, ask, (_made, place) => ({
      edit: expiryQuestion(ask, place, deps.actions.people.expiryChoices(ask.isAdmin)),
    })),
}
