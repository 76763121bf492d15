import { escapeHtml } from '../../core/escape-html.js'
import { brief } from '../cards/one-line.js'
import type { Press } from './presses.js'

/** `token.hide <id>`: takes the token out of the chat. */
export const hideToken: Press = {
  name: 'token.hide',
  audience: 'admins',
  run: async ({ actions }, ask) => {
    const { hidden, gone } = ask.texts.admins.tokens
    const token = (await actions.admin.tokens.list()).find(({ id }) => id === ask.args[0])
    return { edit: { html: token ? hidden(escapeHtml(brief(token.name))) : gone } }
  },
}
