/** Lines of the log as people read them: the oldest first, as in any log. */
import { escapeHtml } from '../../core/escape-html.js'
import type { LogEntry, LogPage } from '../../recent-logs.js'
import type { Reply } from '../../ports/messenger.js'
import type { Texts } from '../texts/texts.js'

/** What a message holds, less what stands around the lines. */
const MAX_CHARACTERS = 3500
const LOGS_FILE = { name: 'streambot-logs.txt', mimeType: 'text/plain' }

export function logReply({ admins, formats }: Texts, { entries, total }: LogPage): Reply {
  const { logs } = admins.service
  if (entries.length === 0) return { html: logs.none }
  const [shown, all] = [formats.number(entries.length), formats.number(total)]
  const text = [...entries].reverse().map(toLine).join('\n')
  if (text.length <= MAX_CHARACTERS) return { html: `${logs.title(shown, all)}\n<pre>${escapeHtml(text)}</pre>` }
  return { html: logs.attached(shown, all), attachment: { ...LOGS_FILE, bytes: Buffer.from(`${text}\n`) } }
}

/** `2026-11-24 10:15:03.123 WARN telegram: worker 2 rests {"client":"worker 2"}` */
function toLine({ time, level, subsystem, msg, fields }: LogEntry): string {
  const moment = time.replace('T', ' ').replace(/Z$/, '')
  const rest = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`
  return `${moment} ${level.toUpperCase()} ${subsystem}: ${msg}${rest}`
}
