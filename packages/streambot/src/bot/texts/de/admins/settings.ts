import { escapeHtml } from '../../../../core/escape-html.js'
import type { Texts } from '../../texts.js'

export const settings: Texts['admins']['settings'] = {
  title: '<b>Einstellungen</b>, die sich im laufenden Betrieb ändern lassen',
  howTo: [
    '<code>/settings NAME</code> erklärt eine, <code>/settings NAME Wert</code> ändert sie,',
    '<code>/settings NAME default</code> nimmt das zurück. Ein Punkt steht vor dem, was geändert wurde.',
  ].join('\n'),
  name: (name) => `<b>${escapeHtml(name)}</b>`,
  value: (value) => `Jetzt: <code>${escapeHtml(value)}</code>`,
  asConfigured: 'Wie konfiguriert.',
  configured: (value) => `Konfiguriert: <code>${escapeHtml(value)}</code>`,
  changedBy: (userId, moment) => `Geändert von <code>${userId}</code> am ${moment}`,
  changedByProgram: (moment) => `Geändert von einem Programm am ${moment}`,
  takes: (what) => `Möglich: ${what}.`,
  example: (name, value) => `<code>/settings ${escapeHtml(name)} ${escapeHtml(value)}</code>`,
  changed: 'Das gilt ab sofort.',
  takenBack: 'Es gilt wieder, was konfiguriert ist.',
  cutShort: 'Der Wert ist zu lang, um ihn hier ganz zu zeigen.',
  unknown: (name) => `Eine Einstellung ${escapeHtml(name)} gibt es nicht. Alle stehen unter <code>/settings</code>.`,
  notTaken: (entry, name) => `<code>${escapeHtml(entry)}</code> geht bei ${escapeHtml(name)} nicht.`,
  kinds: {
    count: (min, max) => `eine ganze Zahl von ${min} bis ${max}`,
    countOrNone: (max) => `eine ganze Zahl bis ${max}; 0 heißt ohne Grenze`,
    bytes: (unit, max) =>
      `eine Größe wie 500 MB oder 2 GB, höchstens ${max}; eine Zahl allein meint ${unit}, 0 heißt ohne Grenze`,
    seconds: 'eine Dauer wie 12h oder 7d; eine Zahl allein meint Sekunden, 0 heißt für immer',
    flag: 'on oder off',
    choice: (choices) => `eines von diesen: ${choices}`,
    list: (of, max, empty) => `${of}, getrennt durch Kommas oder Leerzeichen, höchstens ${max}; oder das Wort ${empty}`,
    user_ids: 'Nummern von Telegram-Nutzern',
    file_types: 'Typen wie video/* und Endungen wie .mkv',
    channels: 'Kanäle als @name oder -100…',
  },
  buttons: { default: 'Wie konfiguriert', on: 'An', off: 'Aus' },
}
