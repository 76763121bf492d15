import { actorOf } from '../admin-actions.js'
import type { Press } from './presses.js'
import { userAfterPress } from './user-after-press.js'

/** `user.deauthorize <id>` */
export const deauthorizeUser: Press = {
  name: 'user.deauthorize',
  audience: 'admins',
  run: async (deps, ask) => {
    const userId = Number(ask.args[0])
    await deps.actions.admin.deauthorizeUser(actorOf(ask), userId)
    return userAfterPress(deps, ask, userId, ask.texts.admins.users.deauthorized)
  },
}
