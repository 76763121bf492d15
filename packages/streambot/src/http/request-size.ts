/** How much a visitor may say before being answered. Node bounds the bytes of a head; this bounds its parts, and bodies that nobody reads. */
import type { FastifyInstance } from 'fastify'
import { HttpError } from './error-response.js'

/** Browsers send twenty. */
const MAX_HEADERS = 100
/** Names of files have 255 bytes, each written as three characters; and a token, and a path. */
const MAX_URL_LENGTH = 12 * 1024

export function limitRequestSize(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { rawHeaders, url = '', headers, method } = request.raw
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    // What comes behind it would be read to find the next request.
    if (hasBody && (method === 'GET' || method === 'HEAD')) reply.header('connection', 'close')
    if (url.length > MAX_URL_LENGTH) done(new HttpError('request_too_large', {}, 414))
    else if (rawHeaders.length > 2 * MAX_HEADERS) done(new HttpError('request_too_large'))
    else done()
  })
}
