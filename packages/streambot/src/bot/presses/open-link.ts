import { aboutOwnLink, showCard } from './own-link.js'
import type { Press } from './presses.js'

/** `link.open <link> [list]` */
export const openLink: Press = {
  name: 'link.open',
  audience: 'everybody',
  run: (deps, ask) => aboutOwnLink(deps, ask, (made, { origin }) => showCard(deps, ask, made, origin)),
}
