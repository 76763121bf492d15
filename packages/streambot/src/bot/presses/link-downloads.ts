import { downloadsQuestion } from '../cards/managed-card.js'
import { aboutOwnLink, showCardIfOver } from './own-link.js'
import type { Press } from './presses.js'

/** `link.max <link> [list]`: how many? */
export const linkDownloads: Press = {
  name: 'link.max',
  audience: 'everybody',
  run: (deps, ask) =>
    aboutOwnLink(
      deps,
      ask,
      (made, place) => showCardIfOver(deps, ask, made, place) ?? { edit: downloadsQuestion(ask, place) },
    ),
}
