import { actorOf } from '../admin-actions.js'
import type { Press } from './presses.js'
import { userAfterPress } from './user-after-press.js'

/** `user.unban <id>` */
export const unbanUser: Press = {
  name: 'user.unban',
  audience: 'admins',
  run: async (deps, ask) => {
    const userId = Number(ask.args[0])
    await deps.actions.admin.unbanUser(actorOf(ask), userId)
    return userAfterPress(deps, ask, userId, ask.texts.admins.users.unbanned)
  },
}
