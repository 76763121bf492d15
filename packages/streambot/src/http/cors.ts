/**
 * Which pages on other origins may read answers (CORS, fetch.spec.whatwg.org §3.3). Said on every answer, refusals included: a page that may
 * not read one learns nothing of why. `*` never goes with credentials, nor with what is for some; to a listed origin a browser may bring the
 * cookie of a link.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addVary } from './vary.js'

/** null: no other origin. */
export type AllowedOrigins = '*' | readonly string[] | null

/** What a player, or a page that sends files, needs beyond the few headers that every page may read. */
const EXPOSED = [
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Length',
  'Content-Range',
  'ETag',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Tus-Extension',
  'Tus-Max-Size',
  'Tus-Resumable',
  'Tus-Version',
  'Upload-Expires',
  'Upload-Length',
  'Upload-Metadata',
  'Upload-Offset',
  'X-Request-Id',
].join(', ')

/** Range is among them: browsers ask first where a page sets a form of it that is not the simple one. */
const TAKEN = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-Modified-Since',
  'If-None-Match',
  'If-Range',
  'If-Unmodified-Since',
  'Last-Event-ID',
  'Range',
  'Tus-Resumable',
  'Upload-Length',
  'Upload-Metadata',
  'Upload-Offset',
  'X-HTTP-Method-Override',
  'X-Requested-With',
].join(', ')

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
/** Chromium keeps what it was told for no longer. */
const MAX_AGE_SECONDS = '7200'

export function setCorsHeaders(request: FastifyRequest, reply: FastifyReply, allowed: AllowedOrigins): void {
  if (allowed === null) return
  if (allowed === '*') {
    if (request.routeOptions.config.isForOperators) return
    reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', EXPOSED)
    return
  }
  // Also to who comes from nowhere: a cache must not hand that answer to a page.
  addVary(reply, 'Origin')
  const { origin } = request.headers
  if (origin === undefined || !allowed.includes(origin)) return
  reply
    .header('access-control-allow-origin', origin)
    .header('access-control-allow-credentials', 'true')
    .header('access-control-expose-headers', EXPOSED)
}

/**
 * Takes `*` back. Where an address or a network opens what not everybody may see, any page that somebody there looks at could read it through
 * their browser; origins that are listed were chosen.
 */
export function closeToEveryPage(reply: FastifyReply): void {
  if (reply.getHeader('access-control-allow-origin') !== '*') return
  reply.removeHeader('access-control-allow-origin').removeHeader('access-control-expose-headers')
}

/** A browser asks whether a page may ask. */
export function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}

/** After `setCorsHeaders`, which says whether. */
export async function answerPreflight(reply: FastifyReply): Promise<void> {
  if (reply.getHeader('access-control-allow-origin') !== undefined) {
    reply.headers({
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': TAKEN,
      'access-control-max-age': MAX_AGE_SECONDS,
    })
  }
  await reply.code(204).send()
}
