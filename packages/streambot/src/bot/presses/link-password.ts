import { passwordQuestion } from '../cards/managed-card.js'
import { askForPassword } from './ask-for-password.js'
import { aboutGoodLink } from './own-link.js'
import type { Press } from './presses.js'

/** `link.password <link> [list]`: asks for one at once where there is none yet. */
export const linkPassword: Press = {
  name: 'link.password',
  audience: 'everybody',
  run: (deps, ask) =>
    aboutGoodLink(deps, ask, (made, place) => {
      const hasPassword = made.link.restrictions.passwordHash !== null
      return hasPassword ? { edit: passwordQuestion(ask, place) } : askForPassword(ask, place)
    }),
}
