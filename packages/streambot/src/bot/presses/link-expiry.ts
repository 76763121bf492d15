import { expiryQuestion } from '../cards/managed-card.js'
import { aboutOwnLink, showCardIfOver } from './own-link.js'
import type { Press } from './presses.js'

/** `link.expiry <link> [list]`: how long? */
export const linkExpiry: Press = {
  name: 'link.expiry',
  audience: 'everybody',
  run: (deps, ask) =>
    aboutOwnLink(deps, ask, (made, place) => {
      const choices = deps.actions.people.expiryChoices(ask.isAdmin)
      return showCardIfOver(deps, ask, made, place) ?? { edit: expiryQuestion(ask, place, choices) }
    }),
}
