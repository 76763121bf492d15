import { z } from 'zod'
import type { ClientReport } from '../../../core/client-status.js'
import { endpoint } from '../endpoint.js'
import { bytes, moment, named, toMoment, toMomentOrNull } from '../shapes.js'

export const client = named(
  'Client',
  z.object({
    name: z.string().describe('Never the token'),
    role: z.enum(['primary', 'worker']),
    state: z.enum(['starting', 'healthy', 'cooling', 'unreachable', 'banned', 'stopped']),
    reason: z.string().nullable().describe('Why it is not healthy'),
    since: moment,
    coolsUntil: moment.nullable().describe('Telegram told it to wait'),
    connections: z.int().min(0),
    coolingConnections: z.int().min(0),
    partsInFlight: z.int().min(0),
    bytesPerSecond: z.number().min(0),
    receivedBytes: bytes,
  }),
)

export function toClient({ sinceMs, coolUntilMs, ...it }: ClientReport): z.input<typeof client> {
  return { ...it, since: toMoment(sinceMs), coolsUntil: toMomentOrNull(coolUntilMs) }
}

export const clientEndpoints = [
  endpoint({
    method: 'GET',
    path: '/clients',
    scope: 'clients',
    summary: 'The bots, and how they are doing; the primary first',
    answers: { 200: named('Clients', z.object({ items: z.array(client) })) },
    handle: ({ actions }) => ({ status: 200, body: { items: actions.clients().map(toClient) } }),
  }),
]
