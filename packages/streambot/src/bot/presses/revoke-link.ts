import { revokeQuestion } from '../cards/managed-card.js'
import { aboutOwnLink, showCardIfOver } from './own-link.js'
import type { Press } from './presses.js'

/** `link.revoke <link> [list]`: asks first. */
export const revokeLink: Press = {
  name: 'link.revoke',
  audience: 'everybody',
  run: (deps, ask) =>
    aboutOwnLink(
      deps,
      ask,
      (made, place) => showCardIfOver(deps, ask, made, place) ?? { edit: revokeQuestion(ask, place) },
    ),
}
