import { z } from 'zod'
import type { AuditEntry } from '../../../core/audit-entry.js'
import { readCursor, writeCursor } from '../cursor.js'
import { endpoint } from '../endpoint.js'
import { cursorQuery, DEFAULT_LIMIT, limitQuery, moment, named, pageOf, recordId, toMoment } from '../shapes.js'

const entry = named(
  'AuditEntry',
  z.object({
    id: recordId,
    at: moment,
    actor: z.string().describe('`user:7`, `token:0123456789abcdef` or `cli`'),
    action: z.string(),
    target: z.string().nullable(),
    details: z.unknown(),
  }),
)

function toEntry({ atMs, ...it }: AuditEntry): z.input<typeof entry> {
  return { ...it, at: toMoment(atMs) }
}

export const auditEndpoints = [
  endpoint({
    method: 'GET',
    path: '/audit',
    scope: 'logs',
    summary: 'What admins and programs did, the newest first',
    description: 'A page may be a little longer than its limit, so that nothing of one millisecond is torn apart.',
    query: z.strictObject({ limit: limitQuery, cursor: cursorQuery }),
    answers: { 200: pageOf('AuditEntries', entry) },
    handle: async ({ actions, query: { limit = DEFAULT_LIMIT, cursor } }) => {
      const beforeMs = readCursor(cursor, z.int().min(0)) ?? Number.MAX_SAFE_INTEGER
      const found = await actions.auditLog(beforeMs, limit)
      const last = found.length >= limit ? found.at(-1) : undefined
      return { status: 200, body: { items: found.map(toEntry), next: last ? writeCursor(last.atMs) : null } }
    },
  }),
]
