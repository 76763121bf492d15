import { escapeHtml } from '../../../core/escape-html.js'
import type { Texts } from '../texts.js'

export const about: Texts['about'] = {
  title: (version) =>
    `<b>StreamBot ${escapeHtml(version)}</b> macht aus Dateien auf Telegram Links, die sie überall herunterladen und abspielen.`,
  yours: '<b>Was für dich gilt</b>',
  isAdmin: 'Du bist Admin.',
  hasToJoin: 'Du musst Mitglied der Kanäle sein, die ich dir nenne, wenn du eine Datei schickst.',
  fileSize: (max) => (max === null ? 'Dateien so groß, wie Telegram sie nimmt' : `Dateien bis ${max}`),
  types: (allowed, denied) =>
    (allowed === null ? 'Dateien jeder Art' : `Nur Dateien dieser Arten: ${allowed}`) +
    (denied === null ? '' : `, aber nicht: ${denied}`),
  linksPerDay: (max) => (max === null ? 'So viele Links, wie du möchtest' : `Bis zu ${max} Links in 24 Stunden`),
  filesPerMinute: (max) => (max === null ? 'So schnell du möchtest' : `Bis zu ${max} Dateien in der Minute`),
  filesPerBatch: (max) => `Bis zu ${max} Dateien in einem Link`,
  expiry: (span) => (span === null ? 'Links laufen nicht ab' : `So lange gelten deine Links: ${span}`),
  traffic: (max) =>
    max === null ? 'So viel Datenverkehr, wie deine Links brauchen' : `${max} Datenverkehr für deine Links im Monat`,
  pong: 'Pong',
  ponged: (ms) => `Pong: ${ms} ms`,
}
