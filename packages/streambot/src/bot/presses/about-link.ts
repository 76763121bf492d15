import type { Reply } from '../../ports/messenger.js'
import { actorOf } from '../admin-actions.js'
import type { PressAsk } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { adminLinkCard } from '../cards/admin-link-card.js'
import { stateOf } from '../cards/link-state.js'
import type { Press } from './presses.js'

/** `link.about <id>` */
export const aboutLink: Press = {
  name: 'link.about',
  audience: 'admins',
  run: async (deps, ask) => ({ send: await describeLink(deps, ask, ask.args[0] ?? '') }),
}

/** As it is now. @throws StreamBotError store_unavailable */
export async function describeLink({ actions, clock }: BotDeps, ask: PressAsk, linkId: string): Promise<Reply> {
  const link = await actions.admin.findLink(linkId)
  if (link) await actions.admin.looked(actorOf(ask), 'link.look', linkId)
  if (!link) return { html: ask.texts.admins.links.unknown(linkId) }
  const nowMs = clock.now()
  return adminLinkCard(ask, link, stateOf(link, nowMs) === 'good' ? actions.admin.urlsOf(link) : null, nowMs)
}
