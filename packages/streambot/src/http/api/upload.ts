/**
 * `PUT /api/v1/uploads/{name}`: a file as it is, sent on to Telegram as it comes in. It may take as long as it takes, but not crawl: the
 * program is waited for, Telegram's own pace is not held against it.
 */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiTokenInfo } from '../../actions/api-tokens.js'
import { toSafeFileName } from '../../core/file-name.js'
import { untilAborted } from '../../core/until-aborted.js'
import type { Logger } from '../../logger.js'
import type { ActiveRequests } from '../active-requests.js'
import { refuse } from '../refuse.js'
import { takeTimeOn } from '../slow-bodies.js'
import type { ApiActions } from './api-actions.js'
import { ApiError } from './api-error.js'
import { enter } from './enter.js'
import { toLinkError } from './link-refusals.js'
import { link, toLink } from './link-shape.js'
import { readAtPace } from './read-at-pace.js'
import { readInput } from './read-input.js'
import { userIdText } from './shapes.js'

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/

export const uploadParams = z.strictObject({ name: z.string().min(1).max(1024) })
export const uploadQuery = z.strictObject({
  owner: userIdText.optional().describe('Whose link it is; left out: the first of ADMINS'),
})

export interface UploadRouteDeps {
  readonly actions: () => ApiActions
  readonly active: ActiveRequests
  readonly logger: Logger
}

export function registerUploadRoute(app: FastifyInstance, deps: UploadRouteDeps): void {
  const admitted = new WeakMap<FastifyRequest, ApiTokenInfo>()
  // In a scope of its own: nobody else takes bytes as they are.
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    scope.route({
      method: 'PUT',
      url: '/api/v1/uploads/:name',
      bodyLimit: Number.MAX_SAFE_INTEGER,
      onRequest: async (request, reply) => {
        // Whatever is not read of a body would be taken for the next request.
        reply.header('connection', 'close')
        admitted.set(request, await enter(deps.actions(), request, 'uploads'))
      },
      handler: async (request, reply) => {
        const { signal } = deps.active.controllerOf(reply.raw)
        const token = admitted.get(request)
        if (!token) throw new Error('An upload came in without its token')
        const letGo = takeTimeOn(request.raw.socket)
        try {
          const body = await untilAborted(upload(deps.actions(), request, token, signal), signal)
          await reply.code(201).headers({ 'cache-control': 'no-store' }).send(link.parse(body))
        } catch (error) {
          refuse(deps.logger, request, reply, signal.aborted ? signal.reason : error)
        } finally {
          letGo()
        }
      },
    })
    done()
  })
}

async function upload(
  actions: ApiActions,
  request: FastifyRequest,
  { id }: ApiTokenInfo,
  signal: AbortSignal,
): Promise<z.input<typeof link>> {
  const { name } = readInput(uploadParams, request.params, 'path') as z.output<typeof uploadParams>
  const { owner = null } = readInput(uploadQuery, request.query, 'query') as z.output<typeof uploadQuery>
  const wish = {
    name: toSafeFileName(name),
    mimeType: typeOf(request),
    sizeBytes: sizeOf(request),
    chunks: readAtPace(request.raw),
    ownerId: owner,
  }
  const made = await actions.uploadFile(`token:${id}`, wish, `api upload ${randomUUID()}`, signal)
  if (made.ok) return toLink(actions, made.link)
  const { refusal } = made
  if (refusal.reason === 'empty')
    throw new ApiError('invalid_input', 'body: is empty, and Telegram keeps no empty files.')
  throw refusal.reason === 'too_many_uploads_at_once' ? new ApiError('too_many_uploads') : toLinkError(refusal)
}

function typeOf({ headers }: FastifyRequest): string {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return MEDIA_TYPE.test(type) ? type : 'application/octet-stream'
}

function sizeOf({ headers }: FastifyRequest): number {
  const length = headers['content-length']
  if (length === undefined) throw new ApiError('length_required')
  if (headers['content-encoding'] !== undefined) {
    throw new ApiError('invalid_input', 'Content-Encoding: send the file as it is.')
  }
  return Number(length)
}
