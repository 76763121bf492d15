import { aboutUser } from '../commands/user.js'
import type { Press } from './presses.js'

/** `user.show <id>` */
export const showUser: Press = {
  name: 'user.show',
  audience: 'admins',
  run: async (deps, ask) => ({ send: await aboutUser(deps, ask, Number(ask.args[0])) }),
}
