import { downloadsQuestion } from '../cards/managed-card.js'
import { aboutGoodLink } from './own-link.js'
import type { Press } from './presses.js'

/** `link.max <link> [list]`: how many? */
export const linkDownloads: Press = {
  name: 'link.max',
  audience: 'everybody',
  run: (deps, ask) => aboutGoodLink(deps, ask, (_made, place) => ({ edit: downloadsQuestion(ask, place) })),
}
