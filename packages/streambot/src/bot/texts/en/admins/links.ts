import { escapeHtml } from '../../../../core/escape-html.js'
/** What admins read about links. */

export const links = {
  usage: [
    'Tell me which: <code>/revoke</code> and the link, or its id, or answer a message that has it with <code>/revoke</code>.',
    'Links of several files together (…/b/…) go as well; the links of the single files work on then.',
  ].join('\n'),
  gone: 'That message is gone. Please send me the link itself.',
  noneInThere: 'I see no link of mine in that.',
  notMine: (text: string) => `${escapeHtml(text)} is no link of mine, or so old that its key is retired.`,
  unknown: (id: string) => `There is no link ${escapeHtml(id)}.`,
  revoked: (name: string, owner: string, downloads: string) =>
    `Revoked: <b>${name}</b>, of ${owner}, read ${downloads} times. Downloads of it have been ended.`,
  revokedBefore: (name: string, moment: string) => `<b>${name}</b> was revoked before, on ${moment}.`,
  batchRevoked: (owner: string, files: string) =>
    `Revoked: the page of ${files} files, of ${owner}. The links of the single files work on.`,
  batchRevokedBefore: (moment: string) => `That page was revoked before, on ${moment}.`,
  several: (count: string) => `That message has ${count} links of mine. Shall all of them be revoked?`,
  revokeAll: (count: string) => `Revoke all ${count}`,
  more: (count: string) => `… and ${count} more.`,

  card: {
    title: (name: string) => `<b>${name}</b>`,
    owner: (userId: number) => `Of <code>${userId}</code>`,
    made: (moment: string) => `Made ${moment}`,
    expires: (moment: string) => `Works until ${moment}`,
    expired: (moment: string) => `Has ended on ${moment}`,
    neverExpires: 'Does not expire',
    revoked: (moment: string) => `<b>Revoked on ${moment}</b>`,
    downloads: (count: string) => `Read ${count} times`,
    downloadsOf: (count: string, max: string) => `Read ${count} of ${max} times`,
    lastRead: (moment: string) => `last ${moment}`,
    password: 'Has a password',
    addresses: (count: string) => `Works from ${count} addresses or blocks only`,
    id: (id: string) => `Id <code>${id}</code>`,
  },

  list: {
    title: (who: string) => `<b>Links</b> of ${who}, newest first`,
    none: 'There are none.',
    state: { good: 'works', revoked: 'revoked', expired: 'has ended' },
    read: (count: string) => `read ${count}×`,
  },

  buttons: { revoke: 'Revoke', open: 'Download', owner: 'Who made it' },
}
