import { askForPassword } from './ask-for-password.js'
import { aboutGoodLink } from './own-link.js'
import type { Press } from './presses.js'

/** `link.password.new <link> [list]` */
export const newLinkPassword: Press = {
  name: 'link.password.new',
  audience: 'everybody',
  run: (deps, ask) => aboutGoodLink(deps, ask, (_made, place) => askForPassword(ask, place)),
}
