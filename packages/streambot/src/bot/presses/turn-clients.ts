import { clientsList } from '../cards/clients-list.js'
import type { Press } from './presses.js'

/** `clients.page <page>` */
export const turnClients: Press = {
  name: 'clients.page',
  audience: 'admins',
  run: ({ actions, clock }, ask) => {
    const page = Number(ask.args[0])
    return Promise.resolve({ edit: clientsList(ask, actions.admin.clients(), page, clock.now()) })
  },
}
