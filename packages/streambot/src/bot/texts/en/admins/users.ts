import { escapeHtml } from '../../../../core/escape-html.js'
/** What admins read about people. */

export const users = {
  usage: {
    ban: [
      'Tell me whom: <code>/ban 12345</code>, <code>/ban @name</code>, or answer a message of theirs with <code>/ban</code>.',
      'A reason and a time may follow: <code>/ban @name sends spam 3d</code>. Times are such as 2h, 3d, 1w; without one it is for good.',
    ].join('\n'),
    unban:
      'Tell me whom: <code>/unban 12345</code>, <code>/unban @name</code>, or answer a message of theirs with <code>/unban</code>.',
    user: 'Tell me whom: <code>/user 12345</code>, <code>/user @name</code>, or answer a message of theirs with <code>/user</code>.',
    authorize: [
      'Tell me whom: <code>/authorize 12345</code>, <code>/authorize @name</code>, or answer a message of theirs with <code>/authorize</code>.',
      'Limits of their own may follow, links a day and GB a month: <code>/authorize @name 50 200</code>. 0 means no limit, - means as it is.',
    ].join('\n'),
    deauthorize:
      'Tell me whom: <code>/deauthorize 12345</code>, <code>/deauthorize @name</code>, or answer a message of theirs with <code>/deauthorize</code>.',
  },
  unknown: (text: string) =>
    `I know nobody who is called ${escapeHtml(text)}. A number works for everybody, a name only for people who have written to me.`,
  noAuthor: 'Telegram does not say who wrote that message. Please tell me the number or the @name.',
  gone: 'That message is gone. Please tell me the number or the @name.',
  isAdmin: 'That is an admin, who cannot be banned. Take them out of ADMINS first, and restart.',
  reasonTooLong: (max: string) => `The reason is read by the person: ${max} letters at most, please.`,

  banned: (who: string, untilMoment: string | null) =>
    untilMoment === null ? `${who} is banned for good.` : `${who} is banned until ${untilMoment}.`,
  reason: (reason: string) => `The reason: ${escapeHtml(reason)}`,
  whatBansDo: 'None of their links works meanwhile; downloads of them have been ended.',
  unbanned: (who: string) => `${who} is free again. Links that were not revoked work again.`,
  wasNotBanned: (who: string) => `${who} is not banned.`,
  authorized: (who: string) => `${who} is authorised.`,
  limits: (links: string, traffic: string) => `Links a day: ${links}. Traffic a month: ${traffic}.`,
  deauthorized: (who: string) => `${who} is as everybody again.`,
  noLimit: 'no limit',
  asAuthorized: 'as everybody who is authorised',
  badLinksPerDay: (text: string, max: string) =>
    `Links a day are a whole number from 0 to ${max}, or - to leave them; not ${escapeHtml(text)}.`,
  badTraffic: (text: string) =>
    `GB a month are a number such as 50 or 0.5, or - to leave them; not ${escapeHtml(text)}.`,
  tooMuch: (text: string) => `After the two limits nothing may follow, such as ${escapeHtml(text)}.`,

  card: {
    neverWrote: 'Has never written to me.',
    language: (tag: string) => `Language: ${escapeHtml(tag)}`,
    seen: (first: string, last: string) => `First seen ${first}, last ${last}`,
    unreachable: (moment: string) => `Cannot be written to since ${moment}: the bot is blocked, or the account gone.`,
    standing: { admin: 'Admin', authorized: 'Authorised', everybody: 'As everybody' },
    linksToday: (made: string, limit: string) => `Links in 24 hours: ${made} of ${limit}`,
    linksTodayUnlimited: (made: string) => `Links in 24 hours: ${made}, no limit`,
    nextLink: (wait: string) => `the next one in ${wait}`,
    traffic: (used: string, limit: string) => `Traffic this month: ${used} of ${limit}`,
    trafficUnlimited: (used: string) => `Traffic this month: ${used}, no limit`,
    links: (count: string) => `Links in all: ${count}`,
    notBanned: 'Not banned',
    ban: (untilMoment: string | null) =>
      untilMoment === null ? '<b>Banned for good</b>' : `<b>Banned until ${untilMoment}</b>`,
    bannedBy: (adminId: number, moment: string) => `By <code>${adminId}</code>, on ${moment}`,
    bannedByProgram: (moment: string) => `By a program, on ${moment}`,
  },

  list: {
    title: (total: string) => `<b>People: ${total}</b>, by number`,
    found: (text: string, total: string) => `<b>Who matches ${escapeHtml(text)}</b>, of ${total}, by number`,
    nobody: 'Nobody.',
    lastSeen: (moment: string) => `last seen ${moment}`,
    banned: 'banned',
    authorized: 'authorised',
    unreachable: 'cannot be written to',
    searchShorter: 'There are more. Please search for something more exact.',
  },

  buttons: {
    ban: 'Ban',
    unban: 'Unban',
    authorize: 'Authorise',
    deauthorize: 'Deauthorise',
    links: 'Links',
    about: 'About them',
    first: 'From the start',
    next: 'Next',
  },
}
