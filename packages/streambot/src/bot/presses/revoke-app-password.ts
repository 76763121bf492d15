import { webdavCard } from '../cards/webdav-card.js'
import type { Press } from './presses.js'

/** `webdav.revoke <id>`: of whoever presses, and nobody else's. */
export const revokeAppPassword: Press = {
  name: 'webdav.revoke',
  audience: 'everybody',
  run: async ({ actions, clock }, ask) => {
    const { webdav } = actions.people
    const texts = ask.texts.webdav
    if (!webdav) return { edit: { html: texts.off } }
    const isRevoked = await webdav.revoke(ask.sender.id, ask.args[0] ?? '')
    return {
      answer: { text: isRevoked ? texts.revoked : texts.gone },
      edit: await webdavCard(webdav, ask, clock.now()),
    }
  },
}
