/** How many requests one address may make, counted before anything is done for them. Routes say in their `config` when they do not count. */
import type { FastifyInstance } from 'fastify'
import { StreamBotError } from '../core/errors.js'
import type { WindowAnswer } from '../core/sliding-window.js'
import { addressOf } from './client-address.js'
import type { HttpDeps } from './http-deps.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whoever watches over the server may ask as often as they like. */
    readonly isUnlimited?: boolean
  }
}

export function limitRequests(app: FastifyInstance, { requests, clock }: Pick<HttpDeps, 'requests' | 'clock'>): void {
  if (requests === null) return
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isUnlimited || requests.limit === Infinity) return
    const answer = requests.take(addressOf(request), clock.now())
    reply.headers(toRateLimitHeaders(requests.limit, answer))
    if (answer.ok) return
    const { retryAfterMs } = answer
    throw new StreamBotError('too_many_requests', 'Too many requests from one address', { retryAfterMs })
  })
}

/** draft-ietf-httpapi-ratelimit-headers-06; whole seconds, the last one counted as one. */
function toRateLimitHeaders(limit: number, answer: WindowAnswer): Record<string, string> {
  const resetMs = answer.ok ? answer.resetMs : answer.retryAfterMs
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(answer.ok ? answer.remaining : 0),
    'ratelimit-reset': String(Math.ceil(resetMs / 1000)),
  }
}
