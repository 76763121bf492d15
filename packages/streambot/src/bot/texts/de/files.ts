import type { Texts } from '../texts.js'

export const files: Texts['files'] = {
  download: 'Herunterladen',
  open: { video: 'Ansehen', audio: 'Anhören', image: 'Anzeigen', pdf: 'Anzeigen', text: 'Anzeigen', other: 'Öffnen' },
  stream: 'Stream',
  copy: 'Link kopieren',
  share: 'Teilen',
  revoke: 'Widerrufen',
  expiry: 'Ablauf',
  password: 'Passwort',
  page: 'Alle Dateien',
  playlist: 'Wiedergabeliste',
  archive: 'Archiv (ZIP)',
  neverExpires: 'Die Links laufen nicht ab.',
  expires: (moment) => `Die Links gelten bis ${moment}.`,
  batch: (count, size) => `<b>${count} Dateien</b> · ${size}`,
  more: (count) => `… und ${count} weitere auf der Seite.`,
  moreRefused: (count) => `… und ${count} weitere.`,
  refused: (count) => `<b>Nicht angenommen: ${count}</b>`,
  inLine: (done, total, waiting) =>
    `Deine ${total} Dateien sind in der Reihe: ${done} fertig, ${waiting} stehen noch an. Die Links kommen, sobald sie fertig sind.`,
  lineDone: (total) => `Alle deine ${total} Dateien sind fertig.`,
  goesOnIn: (wait) => `Weiter geht es in ${wait}.`,
  lineFull: (max) =>
    `Von dir halte ich bis zu ${max} Dateien in der Reihe. Diese und was nach ihr kommt, ist zu viel: Bitte schick es noch einmal, wenn ich fertig bin.`,
}
