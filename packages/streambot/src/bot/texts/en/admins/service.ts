import { escapeHtml } from '../../../../core/escape-html.js'
/** What admins read about the server at work. */

export const service = {
  stats: {
    title: (version: string) => `<b>StreamBot ${escapeHtml(version)}</b>`,
    uptime: (span: string, since: string) => `Up for ${span} (since ${since})`,
    memory: (used: string, limit: string, level: string) => `Memory: ${used} of ${limit} (${level})`,
    streams: (count: string) => `Downloads under way: ${count}`,
    clients: (healthy: string, total: string) => `Bots that can serve: ${healthy} of ${total}`,
    traffic: (used: string, limit: string, percent: string) => `Traffic this month: ${used} of ${limit} (${percent} %)`,
    trafficUnlimited: (used: string) => `Traffic this month: ${used}, no limit`,
    resets: (moment: string) => `It starts anew on ${moment}`,
    users: (count: string) => `People: ${count}`,
    links: (count: string) => `Links: ${count}`,
    unknown: 'unknown while the database is away',
    database: (name: string) => `Database: ${escapeHtml(name)}, answers`,
    databaseAway: (name: string) => `<b>Database: ${escapeHtml(name)}, does not answer</b>`,
  },
  levels: { normal: 'plenty', tight: 'tight', short: 'short', full: 'used up' },
  refresh: 'Refresh',
  asOf: (moment: string) => `As of ${moment}`,
  more: (count: string) => `… and ${count} more.`,

  memory: {
    title: '<b>Memory</b>',
    process: (rss: string, limit: string, level: string) => `The process: ${rss} of ${limit} (${level})`,
    heap: (used: string) => `JavaScript: ${used}`,
    outside: (used: string, buffers: string) => `Outside of it: ${used}, of which buffers: ${buffers}`,
    budget: (limit: string) => `<b>Parts of files</b>, at most ${limit}`,
    held: (bytes: string, streams: string) => `Held by ${streams} downloads: ${bytes}`,
    promised: (bytes: string) => `Promised to them: ${bytes}`,
    cached: (bytes: string) => `Cached: ${bytes}`,
    owners: '<b>Who keeps what</b>',
    owner: (name: string, bytes: string) => `${escapeHtml(name)}: ${bytes}`,
  },

  clients: {
    title: (total: string) => `<b>Bots: ${total}</b>`,
    roles: { primary: 'talks to people', worker: 'serves' },
    states: {
      starting: 'is starting',
      healthy: 'serves',
      cooling: 'rests',
      unreachable: 'cannot serve',
      banned: 'is banned by Telegram',
      stopped: 'has stopped',
    },
    line: (name: string, role: string, state: string) => `<b>${escapeHtml(name)}</b> (${role}) ${state}`,
    since: (span: string) => `for ${span}`,
    reason: (reason: string) => `Why: ${escapeHtml(reason)}`,
    waits: (span: string) => `Telegram told it to wait for another ${span}`,
    work: (speed: string, parts: string, received: string) =>
      `${speed}/s, ${parts} parts under way, ${received} in all`,
    connections: (open: string, waiting: string) => `Connections: ${open}, of which told to wait: ${waiting}`,
  },

  streams: {
    title: (total: string) => `<b>Downloads under way: ${total}</b>`,
    none: 'Nobody downloads anything right now.',
    line: (name: string, sent: string, wanted: string, speed: string) =>
      `<b>${name}</b>: ${sent} of ${wanted}, ${speed}/s`,
    about: (address: string, span: string) => `from ${escapeHtml(address)}, for ${span}`,
    owner: (userId: number) => `of <code>${userId}</code>`,
    servedBy: (names: string) => `by ${escapeHtml(names)}`,
    stop: (number: string) => `Stop ${number}`,
    stopped: 'That download has been ended.',
    over: 'That download was over already.',
  },

  logs: {
    none: 'Nothing like that is in the log. It reaches back to the last start at most.',
    title: (shown: string, total: string) => `<b>Log</b>, the newest ${shown} of ${total}`,
    attached: (shown: string, total: string) => `The newest ${shown} of ${total} lines of the log.`,
    usage: [
      '<code>/logs level=warn limit=100 filter=worker 2</code>: all of it may be left out.',
      `Levels: trace, debug, info, warn, error, fatal; that one and worse. At most 500 lines.`,
    ].join('\n'),
    badLevel: (text: string) => `There is no level ${escapeHtml(text)}.`,
    badLimit: (text: string) => `A limit is a number from 1 to 500, not ${escapeHtml(text)}.`,
  },

  pages: {
    of: (page: string, pages: string) => `Page ${page} of ${pages}`,
    previous: 'Back',
    next: 'Next',
  },
}
