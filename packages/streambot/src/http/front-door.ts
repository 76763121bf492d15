/** How many requests one address may make, counted before anything is done for them. Routes say in their `config` when they do not count. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StreamBotError } from '../core/errors.js'
import type { WindowAnswer } from '../core/sliding-window.js'
import { addressOf } from './client-address.js'
import type { HttpDeps, RequestLimit } from './http-deps.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whoever watches over the server may ask as often as they like. */
    readonly isUnlimited?: boolean
    /** Tells how the server is: not for every page that an operator looks at. */
    readonly isForOperators?: boolean
    /** Says itself that the server stops. */
    readonly isAnsweredWhileDraining?: boolean
  }
}

export function limitRequests(app: FastifyInstance, { requests, clock }: Pick<HttpDeps, 'requests' | 'clock'>): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isUnlimited) return
    const refusal = countRequest({ requests, clock }, request, reply)
    if (refusal) throw refusal
  })
}

/** @returns why it is one too many; null: it is not */
export function countRequest(
  { requests, clock }: Pick<HttpDeps, 'requests' | 'clock'>,
  request: FastifyRequest,
  reply: FastifyReply,
): StreamBotError | null {
  if (requests === null || requests.limit === Infinity) return null
  const answer = requests.take(addressOf(request), clock.now())
  reply.headers(toRateLimitHeaders(requests, answer))
  if (answer.ok) return null
  const { retryAfterMs } = answer
  return new StreamBotError('too_many_requests', 'Too many requests from one address', { retryAfterMs })
}

/**
 * draft-ietf-httpapi-ratelimit-headers-10, and the three fields of its version 06 that programs know; whole seconds, the last one counted as
 * one.
 */
function toRateLimitHeaders({ limit, windowMs }: RequestLimit, answer: WindowAnswer): Record<string, string> {
  const remaining = answer.ok ? answer.remaining : 0
  const resetSeconds = Math.ceil((answer.ok ? answer.resetMs : answer.retryAfterMs) / 1000)
  return {
    'ratelimit-policy': `"requests";q=${limit};w=${Math.ceil(windowMs / 1000)}`,
    ratelimit: `"requests";r=${remaining};t=${resetSeconds}`,
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
  }
}
