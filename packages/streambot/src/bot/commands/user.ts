import type { Reply } from '../../ports/messenger.js'
import { actorOf } from '../admin-actions.js'
import type { Ask } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { userCard } from '../cards/user-card.js'
import type { Command } from './command.js'
import { whomIsMeant } from './whom.js'

export const user: Command = {
  name: 'user',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.user,
  run: async (deps, ask) => {
    const whom = await whomIsMeant(deps, ask, ask.texts.admins.users.usage.user)
    return whom.ok ? aboutUser(deps, ask, whom.userId) : { html: whom.html }
  },
}

/** As it is now. @throws StreamBotError store_unavailable */
export async function aboutUser({ actions, clock }: BotDeps, ask: Ask, userId: number): Promise<Reply> {
  await actions.admin.looked(actorOf(ask), 'user.look', `user:${userId}`)
  return userCard(ask, await actions.admin.describeUser(userId), clock.now())
}
