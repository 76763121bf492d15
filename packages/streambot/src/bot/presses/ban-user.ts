import { actorOf } from '../admin-actions.js'
import { formatMoment } from '../texts/formats.js'
import type { Press } from './presses.js'
import { userAfterPress } from './user-after-press.js'

/** `user.ban <id>`: for good, without a reason; `/ban` knows both. Of somebody who is banned already it shows how, and changes nothing. */
export const banUser: Press = {
  name: 'user.ban',
  audience: 'admins',
  run: async (deps, ask) => {
    const { users } = ask.texts.admins
    const userId = Number(ask.args[0])
    if (deps.adminIds.includes(userId)) return { answer: { text: users.isAdmin, isAlert: true } }
    const { ban: before } = await deps.actions.admin.describeUser(userId)
    const untilMs = before?.untilMs ?? null
    const say = (who: string) => users.banned(who, untilMs === null ? null : formatMoment(untilMs))
    // The card may be older than the ban.
    if (before) return userAfterPress(deps, ask, userId, say)
    const terms = { reason: null, untilMs: null }
    const ban = { userId, bannedBy: ask.sender.id, createdAtMs: deps.clock.now(), ...terms }
    await deps.actions.admin.banUser(actorOf(ask), ban)
    return userAfterPress(deps, ask, userId, say)
  },
}
