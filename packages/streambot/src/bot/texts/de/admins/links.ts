import { escapeHtml } from '../../../../core/escape-html.js'
import type { Texts } from '../../texts.js'

export const links: Texts['admins']['links'] = {
  usage: [
    'Sag mir, welchen: <code>/revoke</code> und den Link oder seine Id, oder antworte auf eine Nachricht, in der er steht, mit <code>/revoke</code>.',
    'Das geht auch mit Links zu mehreren Dateien (…/b/…); die Links der einzelnen Dateien gehen dann weiter.',
  ].join('\n'),
  gone: 'Diese Nachricht gibt es nicht mehr. Bitte schick mir den Link selbst.',
  noneInThere: 'Darin sehe ich keinen Link von mir.',
  notMine: (text) => `${escapeHtml(text)} ist kein Link von mir, oder so alt, dass sein Schlüssel nicht mehr gilt.`,
  unknown: (id) => `Einen Link ${escapeHtml(id)} gibt es nicht.`,
  revoked: (name, owner, downloads) =>
    `Widerrufen: <b>${name}</b> von ${owner}, ${downloads}-mal gelesen. Laufende Downloads davon sind beendet.`,
  revokedBefore: (name, moment) => `<b>${name}</b> wurde schon am ${moment} widerrufen.`,
  batchRevoked: (owner, files) =>
    `Widerrufen: die Seite mit ${files} Dateien von ${owner}. Die Links der einzelnen Dateien gehen weiter.`,
  batchRevokedBefore: (moment) => `Diese Seite wurde schon am ${moment} widerrufen.`,
  several: (count) => `In dieser Nachricht stehen ${count} Links von mir. Sollen alle widerrufen werden?`,
  revokeAll: (count) => `Alle ${count} widerrufen`,
  more: (count) => `… und ${count} weitere.`,

  card: {
    title: (name) => `<b>${name}</b>`,
    owner: (userId) => `Von <code>${userId}</code>`,
    made: (moment) => `Gemacht ${moment}`,
    expires: (moment) => `Gilt bis ${moment}`,
    expired: (moment) => `Abgelaufen am ${moment}`,
    neverExpires: 'Läuft nicht ab',
    revoked: (moment) => `<b>Widerrufen am ${moment}</b>`,
    downloads: (count) => `${count}-mal gelesen`,
    downloadsOf: (count, max) => `${count} von ${max} Malen gelesen`,
    lastRead: (moment) => `zuletzt ${moment}`,
    password: 'Hat ein Passwort',
    addresses: (count) => `Geht nur von ${count} Adressen oder Blöcken aus`,
    id: (id) => `Id <code>${id}</code>`,
  },

  list: {
    title: (who) => `<b>Links</b> von ${who}, die neuesten zuerst`,
    none: 'Es gibt keine.',
    state: { good: 'gilt', revoked: 'widerrufen', expired: 'abgelaufen' },
    read: (count) => `${count}× gelesen`,
  },

  buttons: { revoke: 'Widerrufen', open: 'Herunterladen', owner: 'Wer ihn gemacht hat' },
}
