import { escapeHtml } from '../../../../core/escape-html.js'
/** What admins read about settings. */

export const settings = {
  title: '<b>Settings</b> that may be changed while the server runs',
  howTo: [
    '<code>/settings NAME</code> tells of one, <code>/settings NAME value</code> changes it,',
    '<code>/settings NAME default</code> takes it back. A dot marks what was changed.',
  ].join('\n'),
  name: (name: string) => `<b>${escapeHtml(name)}</b>`,
  value: (value: string) => `Now: <code>${escapeHtml(value)}</code>`,
  asConfigured: 'As configured.',
  configured: (value: string) => `Configured: <code>${escapeHtml(value)}</code>`,
  changedBy: (userId: number, moment: string) => `Changed by <code>${userId}</code> on ${moment}`,
  changedByProgram: (moment: string) => `Changed by a program on ${moment}`,
  takes: (what: string) => `It takes ${what}.`,
  example: (name: string, value: string) => `<code>/settings ${escapeHtml(name)} ${escapeHtml(value)}</code>`,
  changed: 'That is in force from now on.',
  takenBack: 'It is as configured again.',
  cutShort: 'The value is longer than can be shown here.',
  unknown: (name: string) => `There is no setting ${escapeHtml(name)}. <code>/settings</code> lists them.`,
  notTaken: (entry: string, name: string) =>
    `<code>${escapeHtml(entry)}</code> is nothing that ${escapeHtml(name)} takes.`,
  kinds: {
    count: (min: string, max: string) => `a whole number from ${min} to ${max}`,
    countOrNone: (max: string) => `a whole number up to ${max}; 0 means no limit`,
    bytes: (unit: string, max: string) =>
      `a size such as 500 MB or 2 GB, at most ${max}; a number alone means ${unit}, 0 means no limit`,
    seconds: 'a time such as 12h or 7d; a number alone means seconds, 0 means for ever',
    flag: 'on or off',
    choice: (choices: string) => `one of these: ${choices}`,
    list: (of: string, max: string, empty: string) =>
      `${of}, separated by commas or spaces, at most ${max}; or the word ${empty}`,
    user_ids: 'numbers of Telegram users',
    file_types: 'types such as video/* and extensions such as .mkv',
    channels: 'channels as @name or -100…',
  },
  buttons: { default: 'As configured', on: 'On', off: 'Off' },
}
