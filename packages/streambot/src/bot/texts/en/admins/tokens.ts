import { escapeHtml } from '../../../../core/escape-html.js'
/** What admins read about tokens of the API. */

export const tokens = {
  title: (count: string) => `<b>Tokens of the API: ${count}</b>`,
  none: 'There are no tokens of the API.',
  usage: (scopes: string) =>
    [
      'A new one: <code>/token name scopes expiry</code>, such as <code>/token grafana stats,logs 90d</code>.',
      `Scopes: ${escapeHtml(scopes)}, or all. Without any it is stats. Without an expiry it works until it is revoked.`,
    ].join('\n'),
  line: (name: string, scopes: string) => `<b>${name}</b>: ${escapeHtml(scopes)}`,
  made: (moment: string) => `made ${moment}`,
  used: (moment: string) => `last used ${moment}`,
  neverUsed: 'never used',
  until: (moment: string) => `until ${moment}`,
  over: (moment: string) => `ended ${moment}`,
  created: (name: string, scopes: string) =>
    `<b>${name}</b> is made, for ${escapeHtml(scopes)}. Copy it now, I do not keep it:`,
  worksUntil: (moment: string) => `It works until ${moment}.`,
  worksForGood: 'It works until it is revoked.',
  hide: 'I have it, hide it',
  copy: 'Copy',
  hidden: (name: string) => `<b>${name}</b> is made. It is shown no more; a lost one is revoked, and made anew.`,
  revoke: (number: string) => `Revoke ${number}`,
  revokeIt: 'Revoke',
  revoked: 'It lets nobody in any more.',
  gone: 'There is no such token any more.',
  refusals: {
    badName: (max: string) => `A name has 1 to ${max} letters.`,
    unknownScope: (scope: string, scopes: string) =>
      `There is no scope ${escapeHtml(scope)}. These are: ${escapeHtml(scopes)}, or all.`,
    inThePast: 'That moment has passed.',
    tooMany: (max: string) =>
      `There are ${max} tokens, and no more may be made. Revoke some first: <code>/token</code>.`,
    twoExpiries: (one: string, other: string) =>
      `Is it ${escapeHtml(one)} or ${escapeHtml(other)}? A token has one expiry.`,
  },
}
