import { actorOf } from '../admin-actions.js'
import { tokensList } from '../cards/tokens-list.js'
import type { Press } from './presses.js'

/** `token.revoke <id> [page]` */
export const revokeToken: Press = {
  name: 'token.revoke',
  audience: 'admins',
  run: async ({ actions, clock }, ask) => {
    const { tokens } = actions.admin
    const { revoked, gone } = ask.texts.admins.tokens
    const [id = '', page = '0'] = ask.args
    const isRevoked = await tokens.revoke(actorOf(ask), id)
    return {
      answer: { text: isRevoked ? revoked : gone },
      edit: tokensList(ask, await tokens.list(), Number(page), clock.now()),
    }
  },
}
