import { namesInQuoted } from '../commands/revoke.js'
import { revokeLinks } from '../commands/revoke-links.js'
import type { Press } from './presses.js'

/** `links.revoke <message>`: all that are in what a message of this chat answers. */
export const revokeQuotedLinks: Press = {
  name: 'links.revoke',
  audience: 'admins',
  run: async (deps, ask) => {
    const names = await namesInQuoted(deps, ask, ask.press.chatId, Number(ask.args[0]))
    const html = names ? await revokeLinks(deps, ask, names) : ask.texts.admins.links.gone
    return { edit: { html } }
  },
}
