import { actorOf } from '../admin-actions.js'
import { personName } from '../cards/person.js'
import type { Command } from './command.js'
import { whomIsMeant } from './whom.js'

export const deauthorize: Command = {
  name: 'deauthorize',
  audience: 'admins',
  place: 'anywhere',
  hasEffect: true,
  describe: (texts) => texts.admins.commands.deauthorize,
  run: async (deps, ask) => {
    const { users } = ask.texts.admins
    const whom = await whomIsMeant(deps, ask, users.usage.deauthorize)
    if (!whom.ok) return { html: whom.html }
    await deps.actions.admin.deauthorizeUser(actorOf(ask), whom.userId)
    return { html: users.deauthorized(personName(whom.userId, whom.profile)) }
  },
}
