import { escapeHtml } from '../../../../core/escape-html.js'
import type { Texts } from '../../texts.js'

export const users: Texts['admins']['users'] = {
  usage: {
    ban: [
      'Sag mir, wen: <code>/ban 12345</code>, <code>/ban @name</code>, oder antworte auf eine Nachricht der Person mit <code>/ban</code>.',
      'Grund und Dauer können folgen: <code>/ban @name schickt Spam 3d</code>. Dauern sind etwa 2h, 3d, 1w; ohne Angabe gilt es für immer.',
    ].join('\n'),
    unban:
      'Sag mir, wen: <code>/unban 12345</code>, <code>/unban @name</code>, oder antworte auf eine Nachricht der Person mit <code>/unban</code>.',
    user: 'Sag mir, wen: <code>/user 12345</code>, <code>/user @name</code>, oder antworte auf eine Nachricht der Person mit <code>/user</code>.',
    authorize: [
      'Sag mir, wen: <code>/authorize 12345</code>, <code>/authorize @name</code>, oder antworte auf eine Nachricht der Person mit <code>/authorize</code>.',
      'Eigene Grenzen können folgen, Links am Tag und GB im Monat: <code>/authorize @name 50 200</code>. 0 heißt ohne Grenze, - heißt wie bisher.',
    ].join('\n'),
    deauthorize:
      'Sag mir, wen: <code>/deauthorize 12345</code>, <code>/deauthorize @name</code>, oder antworte auf eine Nachricht der Person mit <code>/deauthorize</code>.',
  },
  unknown: (text) =>
    `Ich kenne niemanden, der ${escapeHtml(text)} heißt. Eine Nummer geht bei allen, ein Name nur bei Leuten, die mir geschrieben haben.`,
  noAuthor: 'Telegram sagt nicht, von wem diese Nachricht ist. Bitte nenn mir die Nummer oder den @Namen.',
  gone: 'Diese Nachricht gibt es nicht mehr. Bitte nenn mir die Nummer oder den @Namen.',
  isAdmin: 'Das ist ein Admin, und Admins lassen sich nicht sperren. Nimm die Person erst aus ADMINS und starte neu.',
  reasonTooLong: (max) => `Den Grund liest die Person selbst: Bitte höchstens ${max} Zeichen.`,

  banned: (who, untilMoment) =>
    untilMoment === null ? `${who} ist für immer gesperrt.` : `${who} ist bis ${untilMoment} gesperrt.`,
  reason: (reason) => `Der Grund: ${escapeHtml(reason)}`,
  whatBansDo: 'Solange geht keiner ihrer Links; laufende Downloads davon sind beendet.',
  unbanned: (who) => `${who} ist nicht mehr gesperrt. Links, die nicht widerrufen wurden, gehen wieder.`,
  wasNotBanned: (who) => `${who} ist nicht gesperrt.`,
  authorized: (who) => `${who} ist freigegeben.`,
  limits: (links, traffic) => `Links am Tag: ${links}. Datenmenge im Monat: ${traffic}.`,
  deauthorized: (who) => `Für ${who} gilt wieder, was für alle gilt.`,
  noLimit: 'ohne Grenze',
  asAuthorized: 'wie alle Freigegebenen',
  badLinksPerDay: (text, max) =>
    `Links am Tag sind eine ganze Zahl von 0 bis ${max}, oder - für „wie bisher“; nicht ${escapeHtml(text)}.`,
  badTraffic: (text) =>
    `GB im Monat sind eine Zahl wie 50 oder 0.5, oder - für „wie bisher“; nicht ${escapeHtml(text)}.`,
  tooMuch: (text) => `Nach den beiden Grenzen darf nichts mehr kommen, auch nicht ${escapeHtml(text)}.`,

  card: {
    neverWrote: 'Hat mir noch nie geschrieben.',
    language: (tag) => `Sprache: ${escapeHtml(tag)}`,
    seen: (first, last) => `Zuerst da ${first}, zuletzt ${last}`,
    unreachable: (moment) => `Seit ${moment} nicht erreichbar: Der Bot ist blockiert oder das Konto gelöscht.`,
    standing: { admin: 'Admin', authorized: 'Freigegeben', everybody: 'Wie alle' },
    linksToday: (made, limit) => `Links in 24 Stunden: ${made} von ${limit}`,
    linksTodayUnlimited: (made) => `Links in 24 Stunden: ${made}, ohne Grenze`,
    nextLink: (wait) => `Wartezeit bis zum nächsten: ${wait}`,
    traffic: (used, limit) => `Datenmenge in diesem Monat: ${used} von ${limit}`,
    trafficUnlimited: (used) => `Datenmenge in diesem Monat: ${used}, ohne Grenze`,
    links: (count) => `Links insgesamt: ${count}`,
    notBanned: 'Nicht gesperrt',
    ban: (untilMoment) => (untilMoment === null ? '<b>Für immer gesperrt</b>' : `<b>Gesperrt bis ${untilMoment}</b>`),
    bannedBy: (adminId, moment) => `Von <code>${adminId}</code>, am ${moment}`,
    bannedByProgram: (moment) => `Von einem Programm, am ${moment}`,
  },

  list: {
    title: (total) => `<b>Leute: ${total}</b>, nach Nummer`,
    found: (text, total) => `<b>Wer zu ${escapeHtml(text)} passt</b>, von ${total}, nach Nummer`,
    nobody: 'Niemand.',
    lastSeen: (moment) => `zuletzt da ${moment}`,
    banned: 'gesperrt',
    authorized: 'freigegeben',
    unreachable: 'nicht erreichbar',
    searchShorter: 'Es gibt noch mehr. Bitte such etwas Genaueres.',
  },

  buttons: {
    ban: 'Sperren',
    unban: 'Entsperren',
    authorize: 'Freigeben',
    deauthorize: 'Freigabe aufheben',
    links: 'Links',
    about: 'Zur Person',
    first: 'Von vorn',
    next: 'Weiter',
  },
}
