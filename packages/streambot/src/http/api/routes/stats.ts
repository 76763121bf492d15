import { z } from 'zod'
import type { MonthlyUsage, ServiceStats } from '../../../actions/service-stats.js'
import { endpoint } from '../endpoint.js'
import { bytes, moment, named, toMoment } from '../shapes.js'
import { client, toClient } from './clients.js'

export const monthlyUsage = named(
  'MonthlyUsage',
  z.object({
    month: z.string().describe('UTC, as 2026-11'),
    usedBytes: bytes,
    limitBytes: bytes.nullable().describe('null: none'),
    resetsAt: moment,
  }),
)

export function toMonthlyUsage({
  month,
  usedBytes,
  limitBytes,
  resetsAtMs,
}: MonthlyUsage): z.input<typeof monthlyUsage> {
  return { month, usedBytes, limitBytes, resetsAt: toMoment(resetsAtMs) }
}

const stats = named(
  'Stats',
  z.object({
    version: z.string(),
    startedAt: moment,
    uptimeSeconds: z.int().min(0),
    openStreams: z.int().min(0),
    memory: z.object({
      level: z.string(),
      limitBytes: bytes,
      rssBytes: bytes,
      heapUsedBytes: bytes,
      heldBytes: bytes.describe('Parts of files that streams hold'),
      cachedBytes: bytes.describe('Parts of files that are kept for the next reader'),
    }),
    clients: z.array(client),
    bandwidth: monthlyUsage,
    users: z.int().min(0).nullable().describe('null: the database does not say'),
    links: z.int().min(0).nullable().describe('Expired and revoked ones too. null: the database does not say'),
    database: z.object({ name: z.string(), isAnswering: z.boolean() }),
  }),
)

function toStats({ memory, ...it }: ServiceStats): z.input<typeof stats> {
  return {
    version: it.version,
    startedAt: toMoment(it.startedAtMs),
    uptimeSeconds: Math.floor(Math.max(0, it.uptimeMs) / 1000),
    openStreams: it.openStreams,
    memory: {
      level: memory.level,
      limitBytes: memory.limitBytes,
      rssBytes: memory.rssBytes,
      heapUsedBytes: memory.heapUsedBytes,
      heldBytes: memory.budget.heldBytes,
      cachedBytes: memory.budget.cachedBytes,
    },
    clients: it.clients.map(toClient),
    bandwidth: toMonthlyUsage(it.bandwidth),
    users: it.users,
    links: it.links,
    database: it.database,
  }
}

export const statsEndpoints = [
  endpoint({
    method: 'GET',
    path: '/stats',
    scope: 'stats',
    summary: 'How the service is doing',
    description: 'Memory and open streams are of the instance that answers.',
    answers: { 200: stats },
    handle: async ({ actions }) => ({ status: 200, body: toStats(await actions.serviceStats()) }),
  }),
]
