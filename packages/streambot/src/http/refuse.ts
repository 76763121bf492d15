/** The end of a request that could not be answered as asked. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { StreamBotError } from '../core/errors.js'
import type { Logger } from '../logger.js'
import { StreamStop } from './stream-stop.js'

/** Throws on what can still be answered; the server's error handler does the rest. */
export function refuse(logger: Logger, request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const isCancelled = error instanceof StreamStop && error.outcome === 'cancelled'
  if (isCancelled || reply.raw.headersSent || reply.raw.destroyed) {
    if (!(error instanceof StreamStop)) logger.error({ requestId: request.id, err: error }, 'A request failed')
    reply.hijack()
    reply.raw.destroy()
    return
  }
  throw error instanceof StreamStop ? new StreamBotError('shutting_down', error.message) : error
}
