import type { Reply } from '../../ports/messenger.js'
import { actorOf } from '../admin-actions.js'
import type { PressAsk } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { userLinks } from '../cards/user-links.js'
import type { Press } from './presses.js'

const LINKS_PER_PAGE = 10

/** `user.links <id>` */
export const showUserLinks: Press = {
  name: 'user.links',
  audience: 'admins',
  run: async (deps, ask) => ({ send: await listLinks(deps, ask) }),
}

/** `links.page <id> [after link]` */
export const turnUserLinks: Press = {
  name: 'links.page',
  audience: 'admins',
  run: async (deps, ask) => ({ edit: await listLinks(deps, ask) }),
}

async function listLinks({ actions, clock }: BotDeps, ask: PressAsk): Promise<Reply> {
  const [id, after = null] = ask.args
  const ownerId = Number(id)
  await actions.admin.looked(actorOf(ask), 'links.look', `user:${ownerId}`)
  const page = await actions.admin.linksOf(ownerId, after, LINKS_PER_PAGE)
  return userLinks(ask, page, { ownerId, isFirst: after === null, nowMs: clock.now() })
}
