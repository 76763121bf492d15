import { escapeHtml } from '../../../core/escape-html.js'
/** A person's links: the list of them, and what can be done with each. */

export const myLinks = {
  title: '<b>Your links</b>',
  page: (page: string) => `page ${page}`,
  searched: (search: string) => `Named: ${escapeHtml(search)}`,
  none: 'You have no links yet. Send me a file, and I make one.',
  nothingFound: (search: string) => `None of your links is named "${escapeHtml(search)}". /files shows all of them.`,
  cut: (count: string) => `I looked at your newest ${count} links only.`,
  howToSearch: 'Press a number for more. /files and a word shows the links with that word in their name.',
  searchForgotten: 'I have forgotten what you searched for. Please send /files with it again.',
  newer: '◀ Newer',
  older: 'Older ▶',
  back: '◀ All links',
  backToFile: '◀ Back',

  // States
  revoked: 'revoked',
  expired: 'expired',
  until: (moment: string) => `until ${moment}`,
  forever: 'does not expire',
  withPassword: 'password',
  /** @param max null: as many as want to */
  downloads: (count: string, max: string | null) =>
    max === null ? `downloads: ${count}` : `downloads: ${count} of ${max}`,

  // One link
  isRevoked: 'This link was revoked. To share the file again, send it to me again.',
  isExpired: 'This link has expired. To share the file again, send it to me again.',
  hasEnded: 'This link has ended meanwhile. To share the file again, send it to me again.',
  notYours: 'There is no such link of yours.',
  needsPassword: 'Whoever opens it needs the password.',
  maxDownloads: 'Downloads',
  confirmRevoke: 'Shall I revoke this link? Nobody can open it any more then, and it cannot be taken back.',
  revokeNow: 'Yes, revoke it',
  keep: 'No, keep it',
  chooseExpiry: 'How long shall the link work, from now on?',
  longest: 'As long as possible',
  never: 'For ever',
  expiryNotAllowed: 'The owner of this bot does not allow that any more. Please choose again.',
  chooseDownloads: 'How many people may download it? Those who did already count.',
  noMaximum: 'No limit',
  choosePassword: 'This link has a password.',
  newPassword: 'New password',
  removePassword: 'Remove password',
  /** @param name of the file, as HTML */
  askPassword: (name: string) =>
    `Please send me the password for <b>${name}</b> as your next message. I remove that message from our chat at once.`,
  passwordNotTaken: 'This cannot be a password: it has to be a text, and not so long. Please send another one.',
  passwordSet: 'The password is set. These are the new links; the old ones ask for it too:',
}
