import { actorOf } from '../admin-actions.js'
import { broadcastCard } from '../cards/broadcast-card.js'
import type { Press } from './presses.js'

/** `broadcast.cancel <id>` */
export const cancelBroadcast: Press = {
  name: 'broadcast.cancel',
  audience: 'admins',
  run: async ({ actions }, ask) => {
    const { broadcasts } = actions.admin
    const { broadcasts: says } = ask.texts.admins
    const id = ask.args[0] ?? ''
    const isStopped = await broadcasts.cancel(actorOf(ask), id)
    const progress = await broadcasts.progress(id)
    return {
      answer: { text: isStopped ? says.stopped : says.overBefore },
      edit: progress ? broadcastCard(ask, progress) : { html: says.unknown },
    }
  },
}
