import { askForPassword } from './ask-for-password.js'
import { aboutOwnLink, showCardIfOver } from './own-link.js'
import type { Press } from './presses.js'

/** `link.password.new <link> [list]` */
export const newLinkPassword: Press = {
  name: 'link.password.new',
  audience: 'everybody',
  run: (deps, ask) =>
    aboutOwnLink(deps, ask, (made, place) => showCardIfOver(deps, ask, made, place) ?? askForPassword(ask, place)),
}
