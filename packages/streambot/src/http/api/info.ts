/** `/api/info`: what anybody may know of the service. Nothing in it is secret, and it costs the same however many ask. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { PublicInfo } from '../../actions/public-info.js'
import type { ApiActions } from './api-actions.js'
import { bytes, moment, named, toMoment } from './shapes.js'

export const info = named(
  'Info',
  z.object({
    bot: z.object({ username: z.string().nullable().describe('Without the @. null: Telegram has not said it yet') }),
    version: z.string(),
    startedAt: moment,
    uptimeSeconds: z.int().min(0),
    features: z.object({
      forceSubscription: z.boolean(),
      rateLimiting: z.boolean(),
      bandwidthLimits: z.boolean(),
      channelPostButtons: z.boolean(),
      accessMode: z.string(),
    }),
    bandwidth: z.object({
      usedBytes: bytes.describe('Of the whole service, this month'),
      limitBytes: bytes.nullable().describe('null: none'),
      resetsAt: moment,
    }),
    streaming: z.object({
      openStreams: z.int().min(0).describe('Of the instance that answers'),
      bots: z.int().min(0),
      healthyBots: z.int().min(0),
    }),
    users: z.int().min(0).nullable().describe('null: the database does not say'),
  }),
)

export function registerInfoRoute(app: FastifyInstance, actions: () => Pick<ApiActions, 'info'>): void {
  app.get('/api/info', { exposeHeadRoute: true }, async (_request, reply) => {
    const body = info.parse(toInfo(await actions().info()))
    await reply.headers({ 'cache-control': 'public, max-age=5', 'x-content-type-options': 'nosniff' }).send(body)
  })
}

function toInfo({ startedAtMs, uptimeMs, botUsername, bandwidth, ...it }: PublicInfo): z.input<typeof info> {
  const { usedBytes, limitBytes, resetsAtMs } = bandwidth
  return {
    ...it,
    bot: { username: botUsername },
    startedAt: toMoment(startedAtMs),
    uptimeSeconds: Math.floor(Math.max(0, uptimeMs) / 1000),
    bandwidth: { usedBytes, limitBytes, resetsAt: toMoment(resetsAtMs) },
  }
}
