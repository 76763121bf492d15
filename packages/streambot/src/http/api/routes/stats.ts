import { z } from 'zod'
import type { MonthlyUsage, ServiceStats } from '../../../actions/service-stats.js'
import type { StatsSample } from '../../../metrics/stats-history.js'
import { endpoint } from '../endpoint.js'
import { bytes, moment, momentInput, named, toMoment } from '../shapes.js'
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

const count = z.int().min(0)
const sample = named(
  'StatsSample',
  z.object({
    at: moment,
    sentBytesPerSecond: bytes.describe('To visitors, since the sample before'),
    telegramBytesPerSecond: bytes.describe('Of files, from Telegram, since the sample before'),
    openStreams: count,
    healthyClients: count,
    clients: count,
    rssBytes: bytes,
    heldBytes: bytes.describe('Parts of files that streams hold'),
    cachedBytes: bytes.describe('Parts of files that are kept for the next reader'),
    quotaUsedBytes: bytes.describe('By the whole service this month'),
  }),
)
const history = named(
  'StatsHistory',
  z.object({
    startedAt: moment.describe('When this history began; another instance says another moment'),
    intervalSeconds: count,
    samples: z.array(sample),
  }),
)

function toSample({ atMs, ...it }: StatsSample): z.input<typeof sample> {
  return { at: toMoment(atMs), ...it }
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
  endpoint({
    method: 'GET',
    path: '/stats/history',
    scope: 'stats',
    summary: 'How the service fared in the last hour, the oldest sample first',
    description:
      'At most 720 samples, five seconds apart, of the instance that answers and since its start. Ask for all once, then for those `after` the last one, ' +
      'and for all again when `startedAt` is another and no later than that: then another instance answers, or its clock went back.',
    query: z.strictObject({ after: momentInput.optional().describe('RFC 3339; samples from later on') }),
    answers: { 200: history },
    handle: ({ actions, query: { after = null } }) => {
      const { startedAtMs, intervalMs, samples } = actions.statsHistory(after)
      const body = { intervalSeconds: intervalMs / 1000, samples: samples.map(toSample) }
      return { status: 200, body: { startedAt: toMoment(startedAtMs), ...body } }
    },
  }),
]
