/** All that an admin may know and do about one person. */
import type { UserDescription } from '../../actions/describe-user.js'
import type { Ban } from '../../core/ban.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { oneLine } from './one-line.js'
import { personName } from './person.js'

/** The person reads it, too, in a message with other things. */
export const MAX_REASON = 500

export function userCard(ask: Pick<Ask, 'texts' | 'button'>, about: UserDescription, nowMs: number): Reply {
  const { userId, user, ban } = about
  return {
    html: [personName(userId, user), ...profileLines(ask.texts, about), ...statsLines(ask.texts, about, nowMs), '']
      .concat(ban ? banLines(ask.texts, ban) : ask.texts.admins.users.card.notBanned)
      .join('\n'),
    buttons: userButtons(ask, about),
  }
}

function banLines({ admins }: Texts, { reason, untilMs, bannedBy, createdAtMs }: Ban): string[] {
  const { users } = admins
  const moment = formatMoment(createdAtMs)
  return [
    users.card.ban(untilMs === null ? null : formatMoment(untilMs)),
    ...(reason === null ? [] : [users.reason(oneLine(reason, MAX_REASON))]),
    bannedBy > 0 ? users.card.bannedBy(bannedBy, moment) : users.card.bannedByProgram(moment),
  ]
}

function profileLines({ admins }: Texts, { user }: UserDescription): string[] {
  const { card } = admins.users
  if (!user || user.firstName === '') return [card.neverWrote]
  const language = user.chosenLanguage ?? user.languageCode
  return [
    ...(language === null ? [] : [card.language(oneLine(language, 16))]),
    card.seen(formatMoment(user.firstSeenAtMs), formatMoment(user.lastSeenAtMs)),
    ...(user.unreachableSinceMs === null ? [] : [card.unreachable(formatMoment(user.unreachableSinceMs))]),
  ]
}

function statsLines({ admins, formats }: Texts, { stats }: UserDescription, nowMs: number): string[] {
  const { card } = admins.users
  const { made, limit, nextAtMs } = stats.linksToday
  const { usedBytes, limitBytes } = stats.traffic
  const today =
    limit === null
      ? card.linksTodayUnlimited(formats.number(made))
      : card.linksToday(formats.number(made), formats.number(limit))
  const used = formats.size(usedBytes)
  return [
    '',
    card.standing[stats.standing],
    nextAtMs === null ? today : `${today}, ${card.nextLink(formats.wait(nextAtMs - nowMs))}`,
    limitBytes === null ? card.trafficUnlimited(used) : card.traffic(used, formats.size(limitBytes)),
    card.links(formats.number(stats.links)),
  ]
}

function userButtons({ texts, button }: Pick<Ask, 'texts' | 'button'>, about: UserDescription): Reply['buttons'] {
  const { buttons } = texts.admins.users
  const id = `${about.userId}`
  const isAuthorized = about.user?.isAuthorized ?? false
  return [
    about.stats.standing === 'admin'
      ? []
      : [
          about.ban ? button(buttons.unban, 'user.unban', id) : button(buttons.ban, 'user.ban', id),
          isAuthorized
            ? button(buttons.deauthorize, 'user.deauthorize', id)
            : button(buttons.authorize, 'user.authorize', id),
        ],
    [button(buttons.links, 'user.links', id)],
  ].filter((row) => row.length > 0)
}
