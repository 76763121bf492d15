/**
 * What the log tells of requests, each under its id: how it was answered, why it was refused, and who showed something that opens nothing. By the
 * pattern of the route, never by the address, which has a token in it; and never what was shown.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { StreamBotError } from '../core/errors.js'
import { logKeyRefused, logRequestAnswered, logRequestRefused } from '../events.js'
import type { Logger } from '../logger.js'
import { readSessionCookie } from './admin/session-cookie.js'
import { addressOf } from './client-address.js'

/** What was shown where a code says that it opens nothing. */
const KEYS: Readonly<Record<string, string>> = {
  token_wrong: 'a token of the API',
  login_refused: 'a way into the dashboard',
  session_required: 'a session of the dashboard',
  metrics_token_wrong: 'the token for metrics',
  app_password_wrong: 'an app password',
  password_wrong: 'the password of a link',
  too_many_attempts: 'one more password of a link',
}

/** Also of those who left before there was an answer. */
export function logAnswers(app: FastifyInstance, logger: Logger): void {
  app.addHook('onRequest', (request, { raw }, done) => {
    const startedMs = performance.now()
    raw.once('close', () =>
      logRequestAnswered(logger, {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: raw.headersSent ? raw.statusCode : null,
        isComplete: raw.writableFinished,
        durationMs: Math.round(performance.now() - startedMs),
        address: addressOf(request),
      }),
    )
    done()
  })
}

/**
 * Errors of ours are worded for the log; what others say of a request repeats it.
 * @param code as it is answered
 */
export function logRefusal(logger: Logger, request: FastifyRequest, code: string, error: unknown): void {
  const reason = error instanceof StreamBotError ? error.message : null
  const names = { requestId: request.id, address: addressOf(request) }
  const key = hasShown(request, code) ? KEYS[code] : undefined
  if (key === undefined) logRequestRefused(logger, { ...names, code, reason })
  else logKeyRefused(logger, { ...names, code, key })
}

/** Whoever shows nothing is asked to show something. */
function hasShown(request: FastifyRequest, code: string): boolean {
  if (code === 'session_required') return readSessionCookie(request) !== null
  if (code === 'metrics_token_wrong') return request.headers.authorization !== undefined
  return true
}
