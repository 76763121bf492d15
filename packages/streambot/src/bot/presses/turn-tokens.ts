import { tokensList } from '../cards/tokens-list.js'
import type { Press } from './presses.js'

/** `token.page <page>` */
export const turnTokens: Press = {
  name: 'token.page',
  audience: 'admins',
  run: async ({ actions, clock }, ask) => {
    const page = Number(ask.args[0])
    return { edit: tokensList(ask, await actions.admin.tokens.list(), page, clock.now()) }
  },
}
