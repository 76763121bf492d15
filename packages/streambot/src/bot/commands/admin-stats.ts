/** `/stats` of admins: the server, where everybody else is told of themselves. */
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { statsCard } from '../cards/stats-card.js'

export async function adminStatsReply({ actions, clock }: BotDeps, ask: Ask): Promise<Reply> {
  return statsCard(ask, await actions.admin.serviceStats(), clock.now())
}
