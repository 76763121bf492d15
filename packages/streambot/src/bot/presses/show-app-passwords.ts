import { webdavCard } from '../cards/webdav-card.js'
import type { Press } from './presses.js'

/** `webdav.show`: in place of a new password, which is gone from the chat with that. */
export const showAppPasswords: Press = {
  name: 'webdav.show',
  audience: 'everybody',
  run: async ({ actions, clock }, ask) => {
    const { webdav } = actions.people
    return { edit: webdav ? await webdavCard(webdav, ask, clock.now()) : { html: ask.texts.webdav.off } }
  },
}
