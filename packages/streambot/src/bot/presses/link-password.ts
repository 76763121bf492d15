import { passwordQuestion } from '../cards/managed-card.js'
import { askForPassword } from './ask-for-password.js'
import { aboutOwnLink, showCardIfOver } from './own-link.js'
import type { Press } from './presses.js'

/** `link.password <link> [list]`: asks for one at once where there is none yet. */
export const linkPassword: Press = {
  name: 'link.password',
  audience: 'everybody',
  run: (deps, ask) =>
    aboutOwnLink(deps, ask, (made, place) => {
      const card = showCardIfOver(deps, ask, made, place)
      if (card) return card
      const hasPassword = made.link.restrictions.passwordHash !== null
      return hasPassword ? { edit: passwordQuestion(ask, place) } : askForPassword(ask, place)
    }),
}
