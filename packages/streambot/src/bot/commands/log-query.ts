/** `level=warn limit=100 filter=worker 2` as a question to the log. What has no name is looked for, too. */
import type { LogEntryLevel, LogQuery } from '../../recent-logs.js'

export type LogQueryReading =
  | { readonly ok: true; readonly query: LogQuery & { readonly limit: number } }
  | { readonly ok: false; readonly what: 'level' | 'limit'; readonly text: string }

const LEVELS: readonly LogEntryLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const DEFAULT_LIMIT = 30
const MAX_LIMIT = 500
const NAMED = /(?:^|\s)(level|limit|filter)=/gi

export function readLogQuery(text: string): LogQueryReading {
  const named = [...text.matchAll(NAMED)]
  const valueOf = (name: string) => {
    const at = named.findIndex((match) => match[1]?.toLowerCase() === name)
    const match = named[at]
    return match && text.slice(match.index + match[0].length, named[at + 1]?.index).trim()
  }
  const level = valueOf('level')?.toLowerCase()
  const known = level === undefined ? 'info' : LEVELS.find((it) => it === level)
  if (level !== undefined && known === undefined) return { ok: false, what: 'level', text: level }
  const limitText = valueOf('limit') ?? `${DEFAULT_LIMIT}`
  const limit = /^\d{1,3}$/.test(limitText) ? Number(limitText) : 0
  if (limit < 1 || limit > MAX_LIMIT) return { ok: false, what: 'limit', text: limitText }
  const filter = [text.slice(0, named[0]?.index ?? text.length).trim(), valueOf('filter') ?? '']
    .filter((part) => part !== '')
    .join(' ')
  return { ok: true, query: { level: known ?? 'info', limit, ...(filter === '' ? {} : { filter }) } }
}
