import { actorOf } from '../admin-actions.js'
import { describeLink } from './about-link.js'
import type { Press } from './presses.js'

/** `link.cut <id>`: of anybody's link. */
export const cutLink: Press = {
  name: 'link.cut',
  audience: 'admins',
  run: async (deps, ask) => {
    const linkId = ask.args[0] ?? ''
    await deps.actions.admin.revokeLink(actorOf(ask), linkId)
    return { edit: await describeLink(deps, ask, linkId) }
  },
}
