import { actorOf } from '../admin-actions.js'
import { personName } from '../cards/person.js'
import type { Command } from './command.js'
import { whomIsMeant } from './whom.js'

export const unban: Command = {
  name: 'unban',
  audience: 'admins',
  place: 'anywhere',
  hasEffect: true,
  describe: (texts) => texts.admins.commands.unban,
  run: async (deps, ask) => {
    const { users } = ask.texts.admins
    const whom = await whomIsMeant(deps, ask, users.usage.unban)
    if (!whom.ok) return { html: whom.html }
    const name = personName(whom.userId, whom.profile)
    const isLifted = await deps.actions.admin.unbanUser(actorOf(ask), whom.userId)
    return { html: isLifted ? users.unbanned(name) : users.wasNotBanned(name) }
  },
}
