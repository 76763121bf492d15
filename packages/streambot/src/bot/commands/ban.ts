import type { Ban } from '../../core/ban.js'
import { LONGEST_SPAN_SECONDS, parseTimeSpan } from '../../core/time-span.js'
import type { Reply } from '../../ports/messenger.js'
import { actorOf } from '../admin-actions.js'
import type { CommandAsk } from '../ask.js'
import { personName } from '../cards/person.js'
import { MAX_REASON } from '../cards/user-card.js'
import { formatMoment } from '../texts/formats.js'
import type { Command } from './command.js'
import { whomIsMeant, type Whom } from './whom.js'

/** In groups as well, in answer to whoever it is about. */
export const ban: Command = {
  name: 'ban',
  audience: 'admins',
  place: 'anywhere',
  hasEffect: true,
  describe: (texts) => texts.admins.commands.ban,
  run: async (deps, ask) => {
    const { users } = ask.texts.admins
    const whom = await whomIsMeant(deps, ask, users.usage.ban)
    if (!whom.ok) return { html: whom.html }
    const { userId } = whom
    if (deps.adminIds.includes(userId)) return { html: users.isAdmin }
    const { reason, seconds } = readTerms(whom.rest)
    if (reason.length > MAX_REASON) return { html: users.reasonTooLong(`${MAX_REASON}`) }
    const nowMs = deps.clock.now()
    const banned: Ban = {
      userId,
      reason: reason === '' ? null : reason,
      bannedBy: ask.sender.id,
      createdAtMs: nowMs,
      untilMs: seconds === null ? null : nowMs + seconds * 1000,
    }
    await deps.actions.admin.banUser(actorOf(ask), banned)
    return answer(ask, whom, banned)
  },
}

/** The time may stand before or behind the reason. null: for good. */
function readTerms(text: string): { readonly reason: string; readonly seconds: number | null } {
  const words = text.split(/\s+/).filter((word) => word !== '')
  for (const at of [words.length - 1, 0]) {
    const word = words[at]?.toLowerCase() ?? ''
    const seconds = parseTimeSpan(word) ?? 0
    if (word !== 'forever' && seconds === 0) continue
    const reason = words.filter((_, index) => index !== at).join(' ')
    return { reason, seconds: seconds === 0 || seconds > LONGEST_SPAN_SECONDS ? null : seconds }
  }
  return { reason: words.join(' '), seconds: null }
}

function answer(ask: CommandAsk, { userId, profile }: Extract<Whom, { ok: true }>, { reason, untilMs }: Ban): Reply {
  const { users } = ask.texts.admins
  return {
    html: [
      users.banned(personName(userId, profile), untilMs === null ? null : formatMoment(untilMs)),
      ...(reason === null ? [] : [users.reason(reason)]),
      users.whatBansDo,
    ].join('\n'),
    buttons: [
      [
        ask.button(users.buttons.unban, 'user.unban', `${userId}`),
        // What is known of somebody is not for a group to read.
        ...(ask.message.isPrivate ? [ask.button(users.buttons.about, 'user.show', `${userId}`)] : []),
      ],
    ],
  }
}
