import type { Texts } from '../texts.js'

export const myStats: Texts['myStats'] = {
  links: '<b>Deine Links</b>',
  today: (made, limit) =>
    limit === null
      ? `In den letzten 24 Stunden: ${made}, ohne Grenze`
      : `In den letzten 24 Stunden: ${made} von ${limit}`,
  next: (wait, moment) => `Der nächste ist in ${wait} möglich, um ${moment}.`,
  inAll: (count) => `Insgesamt: ${count}`,
  traffic: (month) => `<b>Datenverkehr deiner Links im Monat ${month}</b>`,
  used: (used, limit) => (limit === null ? `${used}, ohne Grenze` : `${used} von ${limit}`),
  resets: (moment) => `Er beginnt von vorn um ${moment}.`,
}
