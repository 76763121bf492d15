import { takenOffCard } from '../cards/subtitles-card.js'
import { linkActorOf, notYours } from './own-link.js'
import type { Press } from './presses.js'

/** `subtitles.off <link> <subtitles>` */
export const takeOffSubtitles: Press = {
  name: 'subtitles.off',
  audience: 'everybody',
  run: async ({ actions }, ask) => {
    const [linkId = '', subtitlesId = ''] = ask.args
    const removed = await actions.people.removeSubtitles(linkActorOf(ask), linkId, subtitlesId)
    return removed ? { edit: takenOffCard(ask.texts, removed.link, removed.subtitles) } : notYours(ask)
  },
}
