/** Bytes that are all there: sent whole, or not again where the visitor has them (RFC 9110 §13). */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { evaluateConditions } from './conditional.js'
import { HttpError } from './error-response.js'

/** @param headers of the content, its type among them */
export async function sendSmall(
  { method, headers: conditions }: FastifyRequest,
  reply: FastifyReply,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  const outcome = evaluateConditions(conditions, { etag, lastModifiedMs: null })
  if (outcome.kind === 'precondition_failed') throw new HttpError('precondition_failed', { etag })
  reply.headers({ etag, 'x-robots-tag': 'noindex' })
  if (outcome.kind === 'not_modified') return void (await reply.code(304).send())
  reply.headers({ ...headers, 'content-length': String(bytes.byteLength) })
  // A view, because these bytes are kept and sent again.
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  await (method === 'HEAD' ? reply.send() : reply.send(body))
}
