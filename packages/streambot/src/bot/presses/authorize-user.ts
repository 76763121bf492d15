import { actorOf } from '../admin-actions.js'
import type { Press } from './presses.js'
import { userAfterPress } from './user-after-press.js'

/** `user.authorize <id>`: limits of their own stay as they are; `/authorize` changes them. */
export const authorizeUser: Press = {
  name: 'user.authorize',
  audience: 'admins',
  run: async (deps, ask) => {
    const userId = Number(ask.args[0])
    await deps.actions.admin.authorizeUser(actorOf(ask), userId)
    return userAfterPress(deps, ask, userId, ask.texts.admins.users.authorized)
  },
}
