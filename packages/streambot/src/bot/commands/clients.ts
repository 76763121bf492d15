import { clientsList } from '../cards/clients-list.js'
import type { Command } from './command.js'

export const clients: Command = {
  name: 'clients',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.clients,
  run: ({ actions, clock }, ask) => clientsList(ask, actions.admin.clients(), 0, clock.now()),
}
