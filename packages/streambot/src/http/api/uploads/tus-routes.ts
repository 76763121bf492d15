/** Resumable uploads: the addresses of the tus protocol, and one that tells what became of an upload. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { HttpError } from '../../error-response.js'
import type { ApiActions } from '../api-actions.js'
import { ApiError } from '../api-error.js'
import { readInput } from '../read-input.js'
import { TUS_VERSION, TusUploads } from './tus-uploads.js'
import type { UploadCall, UploadDoor } from './upload-door.js'
import { toUpload, upload } from './upload-shape.js'

const COLLECTION = '/api/v1/uploads'
const ONE = '/api/v1/uploads/:name'
/** 412 has to say it (tus.io/protocols/resumable-upload#tus-version). */
const BASE_HEADERS = { 'tus-resumable': TUS_VERSION, 'tus-version': TUS_VERSION, 'cache-control': 'no-store' }

export const uploadParams = z.strictObject({
  name: z.string().min(1).max(64).describe('Of the upload, as its Location ends'),
})

export interface TusRoutesDeps {
  readonly door: UploadDoor
  readonly actions: () => ApiActions
  /** What else may be sent to the collection. @returns false: it is something else */
  readonly takeOther: (call: UploadCall, request: FastifyRequest, reply: FastifyReply) => Promise<boolean>
}

export function registerTusRoutes(scope: FastifyInstance, { door, actions, takeOther }: TusRoutesDeps): void {
  const tus = new TusUploads()
  const admit = (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(BASE_HEADERS)
    return door.admit(request, reply)
  }
  const answer = (call: UploadCall, request: FastifyRequest, reply: FastifyReply, method = request.method) =>
    answerTus(tus, call, request, reply, method)
  const body = { bodyLimit: Number.MAX_SAFE_INTEGER }

  scope.route({
    method: 'POST',
    url: COLLECTION,
    ...body,
    onRequest: admit,
    handler: (request, reply) =>
      door.serve(request, reply, async (call) => {
        if (!(await takeOther(call, request, reply))) await answer(call, request, reply)
      }),
  })
  scope.route({
    method: ['HEAD', 'PATCH', 'DELETE'],
    url: ONE,
    ...body,
    onRequest: admit,
    handler: (request, reply) => door.serve(request, reply, (call) => answer(call, request, reply)),
  })
  // For environments that send nothing but GET and POST.
  scope.route({
    method: 'POST',
    url: ONE,
    ...body,
    onRequest: admit,
    handler: (request, reply) =>
      door.serve(request, reply, (call) => answer(call, request, reply, overriding(request))),
  })
  scope.route({
    method: 'GET',
    url: ONE,
    onRequest: admit,
    handler: (request, reply) => door.serve(request, reply, (call) => tellOf(call, request, reply)),
  })
  for (const [url, allow] of [
    [COLLECTION, 'POST, OPTIONS'],
    [ONE, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
  ] as const) {
    // Anybody may ask what there is.
    scope.options(url, async (_request, reply) => {
      await reply
        .code(204)
        .headers({ ...(await tus.offer(actions())), allow })
        .send()
    })
  }
}

async function answerTus(
  tus: TusUploads,
  call: UploadCall,
  request: FastifyRequest,
  reply: FastifyReply,
  method: string,
): Promise<void> {
  const id = idOf(request)
  const { status, headers } = await tus.answer(call, { method, headers: request.headers, id })
  const made = id ?? /[^/]+$/.exec(headers['location'] ?? '')?.[0] ?? ''
  // All of its body came, so that another piece may come on the same connection.
  if (request.raw.complete) reply.removeHeader('connection')
  await reply
    .code(status)
    .headers({ ...headers, ...linkOf(call, made) })
    .send()
}

/** Of an upload that is whole (RFC 8288; `enclosure` of RFC 4287 §4.2.7.2). */
function linkOf({ actions, token }: UploadCall, id: string): Record<string, string> {
  const outcome = actions.uploadSessions.find(token.id, id)?.outcome
  return outcome?.kind === 'linked' ? { link: `<${outcome.downloadUrl}>; rel="enclosure"` } : {}
}

async function tellOf({ actions, token }: UploadCall, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const session = actions.uploadSessions.find(token.id, idOf(request) ?? '')
  if (!session) throw new ApiError('no_such_record', 'There is no such upload.')
  const { outcome } = session
  const made = outcome.kind === 'linked' ? await actions.findLink(outcome.linkId) : null
  await reply.code(200).send(upload.parse(toUpload(actions, session, made)))
}

/** null: the request is about all. */
function idOf({ params }: FastifyRequest): string | null {
  if (!(params as { name?: string }).name) return null
  return (readInput(uploadParams, params, 'path') as z.output<typeof uploadParams>).name
}

/** @throws HttpError method_not_allowed */
function overriding({ headers }: FastifyRequest): string {
  const method = headers['x-http-method-override']
  if (method === 'PATCH' || method === 'DELETE' || method === 'HEAD') return method
  throw new HttpError('method_not_allowed', { allow: 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS' })
}
