import { searchOf } from '../cards/people-list.js'
import { listPeople } from '../commands/users.js'
import type { Press } from './presses.js'

/** `users <after id> [search]` */
export const turnPeople: Press = {
  name: 'users',
  audience: 'admins',
  run: async (deps, ask) => {
    const [afterId, carried] = ask.args
    return { edit: await listPeople(deps, ask, searchOf(carried), Number(afterId)) }
  },
}
