/** `PUT /api/v1/uploads/{name}`: a file as it is, sent on to Telegram as it comes in. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../../../actions/dashboard-sessions.js'
import { toSafeFileName } from '../../../core/file-name.js'
import { ApiError } from '../api-error.js'
import { readInput } from '../read-input.js'
import { userIdText } from '../shapes.js'
import { sendMadeLink, toMediaType } from './made-link.js'
import type { UploadCall, UploadDoor } from './upload-door.js'

export const putParams = z.strictObject({ name: z.string().min(1).max(1024) })
export const putQuery = z.strictObject({
  owner: userIdText.optional().describe('Whose link it is; left out: the first of ADMINS'),
})

export function registerPutRoute(scope: FastifyInstance, door: UploadDoor): void {
  scope.route({
    method: 'PUT',
    url: '/api/v1/uploads/:name',
    bodyLimit: Number.MAX_SAFE_INTEGER,
    onRequest: (request, reply) => door.admit(request, reply),
    handler: (request, reply) => door.serve(request, reply, (call) => put(call, request, reply)),
  })
}

async function put(
  { actions, token, chunks, signal }: UploadCall,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { name } = readInput(putParams, request.params, 'path') as z.output<typeof putParams>
  const { owner = null } = readInput(putQuery, request.query, 'query') as z.output<typeof putQuery>
  const sizeBytes = sizeOf(request)
  const wish = {
    name: toSafeFileName(name),
    mimeType: toMediaType(request.headers['content-type']),
    size: { minBytes: sizeBytes, maxBytes: sizeBytes },
    chunks,
    ownerId: owner,
  }
  const made = await actions.uploadFile(actorOf(token), wish, `api upload ${randomUUID()}`, signal)
  await sendMadeLink(actions, reply, made)
}

function sizeOf({ headers }: FastifyRequest): number {
  const length = headers['content-length']
  if (length === undefined) throw new ApiError('length_required')
  if (headers['content-encoding'] !== undefined) {
    throw new ApiError('invalid_input', 'Content-Encoding: send the file as it is.')
  }
  return Number(length)
}
