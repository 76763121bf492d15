import { escapeHtml } from '../../../../core/escape-html.js'
import type { Texts } from '../../texts.js'

export const service: Texts['admins']['service'] = {
  stats: {
    title: (version) => `<b>StreamBot ${escapeHtml(version)}</b>`,
    uptime: (span, since) => `Laufzeit: ${span} (seit ${since})`,
    memory: (used, limit, level) => `Arbeitsspeicher: ${used} von ${limit} (${level})`,
    streams: (count) => `Laufende Downloads: ${count}`,
    clients: (healthy, total) => `Bots, die ausliefern können: ${healthy} von ${total}`,
    traffic: (used, limit, percent) => `Datenmenge in diesem Monat: ${used} von ${limit} (${percent} %)`,
    trafficUnlimited: (used) => `Datenmenge in diesem Monat: ${used}, ohne Grenze`,
    resets: (moment) => `Sie beginnt von vorn am ${moment}`,
    users: (count) => `Leute: ${count}`,
    links: (count) => `Links: ${count}`,
    unknown: 'unbekannt, solange die Datenbank weg ist',
    database: (name) => `Datenbank: ${escapeHtml(name)}, antwortet`,
    databaseAway: (name) => `<b>Datenbank: ${escapeHtml(name)}, antwortet nicht</b>`,
  },
  levels: { normal: 'reichlich', tight: 'eng', short: 'knapp', full: 'aufgebraucht' },
  refresh: 'Aktualisieren',
  asOf: (moment) => `Stand: ${moment}`,
  more: (count) => `… und ${count} weitere.`,

  memory: {
    title: '<b>Arbeitsspeicher</b>',
    process: (rss, limit, level) => `Der Prozess: ${rss} von ${limit} (${level})`,
    heap: (used) => `JavaScript: ${used}`,
    outside: (used, buffers) => `Außerhalb: ${used}, davon Puffer: ${buffers}`,
    budget: (limit) => `<b>Teile von Dateien</b>, höchstens ${limit}`,
    held: (bytes, streams) => `Von ${streams} Downloads gehalten: ${bytes}`,
    promised: (bytes) => `Ihnen zugesagt: ${bytes}`,
    cached: (bytes) => `Im Zwischenspeicher: ${bytes}`,
    owners: '<b>Wer was behält</b>',
    owner: (name, bytes) => `${escapeHtml(name)}: ${bytes}`,
  },

  clients: {
    title: (total) => `<b>Bots: ${total}</b>`,
    roles: { primary: 'redet mit Leuten', worker: 'liefert aus' },
    states: {
      starting: 'startet gerade',
      healthy: 'ist bereit',
      cooling: 'ruht',
      unreachable: 'kann nicht ausliefern',
      banned: 'ist von Telegram gesperrt',
      stopped: 'ist beendet',
    },
    line: (name, role, state) => `<b>${escapeHtml(name)}</b> (${role}) ${state}`,
    since: (span) => `(${span})`,
    reason: (reason) => `Warum: ${escapeHtml(reason)}`,
    waits: (span) => `Telegram lässt ihn noch ${span} warten`,
    work: (speed, parts, received) => `${speed}/s, ${parts} Teile unterwegs, ${received} insgesamt`,
    connections: (open, waiting) => `Verbindungen: ${open}, davon in Wartezeit: ${waiting}`,
  },

  streams: {
    title: (total) => `<b>Laufende Downloads: ${total}</b>`,
    none: 'Gerade lädt niemand etwas herunter.',
    line: (name, sent, wanted, speed) => `<b>${name}</b>: ${sent} von ${wanted}, ${speed}/s`,
    about: (address, span) => `von ${escapeHtml(address)} aus, Dauer ${span}`,
    owner: (userId) => `Link von <code>${userId}</code>`,
    servedBy: (names) => `über ${escapeHtml(names)}`,
    stop: (number) => `${number} beenden`,
    stopped: 'Dieser Download ist beendet.',
    over: 'Dieser Download war schon vorbei.',
  },

  logs: {
    none: 'So etwas steht nicht im Protokoll. Es reicht höchstens bis zum letzten Start zurück.',
    title: (shown, total) => `<b>Protokoll</b>, die neuesten ${shown} von ${total}`,
    attached: (shown, total) => `Die neuesten ${shown} von ${total} Zeilen des Protokolls.`,
    usage: [
      '<code>/logs level=warn limit=100 filter=worker 2</code>: Alles davon kann wegbleiben.',
      'Stufen: trace, debug, info, warn, error, fatal; diese und schlimmere. Höchstens 500 Zeilen.',
    ].join('\n'),
    badLevel: (text) => `Eine Stufe ${escapeHtml(text)} gibt es nicht.`,
    badLimit: (text) => `Ein Limit ist eine Zahl von 1 bis 500, nicht ${escapeHtml(text)}.`,
  },

  pages: {
    of: (page, pages) => `Seite ${page} von ${pages}`,
    previous: 'Zurück',
    next: 'Weiter',
  },
}
