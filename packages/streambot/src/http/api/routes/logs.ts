import { z } from 'zod'
import type { LogEntry, LogPage } from '../../../recent-logs.js'
import { endpoint } from '../endpoint.js'
import { named } from '../shapes.js'
import { withoutUndefined } from '../without-undefined.js'

const MAX_LOG_LINES = 500

const level = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])

export const logFilter = {
  level: level.optional().describe('And worse'),
  filter: z.string().max(200).optional().describe('In the message, the subsystem or a field, in any case of letters'),
}

const wholeNumber = z
  .string()
  .regex(/^\d{1,6}$/, 'must be a whole number')
  .transform(Number)

export const logQuery = z.strictObject({
  ...logFilter,
  limit: wholeNumber.refine((it) => it >= 1 && it <= MAX_LOG_LINES, `must be from 1 to ${MAX_LOG_LINES}`).optional(),
  page: wholeNumber
    .refine((it) => it >= 1, 'begins with 1')
    .optional()
    .describe('From 1, the newest'),
})

const line = z.object({
  level,
  time: z.string().describe('RFC 3339, in UTC'),
  subsystem: z.string(),
  msg: z.string(),
  fields: z.record(z.string(), z.unknown()).describe('Whatever else is known of the event'),
})

export const logLine = named('LogLine', line)

export const logPage = named(
  'LogPage',
  z.object({ items: z.array(logLine), page: z.int(), pages: z.int(), total: z.int().describe('On all pages') }),
)

export function toLine({ fields, ...it }: LogEntry): z.input<typeof logLine> {
  return { ...it, fields: { ...fields } }
}

export function toLogPage({ entries, page, pages, total }: LogPage): z.input<typeof logPage> {
  return { items: entries.map(toLine), page, pages, total }
}

export const logEndpoints = [
  endpoint({
    method: 'GET',
    path: '/logs',
    scope: 'logs',
    summary: 'The last lines of the log, the newest first',
    description:
      'Of the instance that answers, since its start. Lines that come in move the pages: to miss none, follow them.',
    query: logQuery,
    answers: { 200: logPage },
    handle: ({ actions, query }) => {
      return { status: 200, body: toLogPage(actions.logs(withoutUndefined(query))) }
    },
  }),
]
