import { subtitlesQuestion } from '../cards/managed-card.js'
import { aboutOwnLink, showCard } from './own-link.js'
import type { Press } from './presses.js'

/** `subtitles.list <link> [list]` */
export const listSubtitles: Press = {
  name: 'subtitles.list',
  audience: 'everybody',
  run: (deps, ask) =>
    aboutOwnLink(deps, ask, (made, place) =>
      made.link.subtitles.length > 0
        ? { edit: subtitlesQuestion(ask, place) }
        : showCard(deps, ask, made, place.origin),
    ),
}
