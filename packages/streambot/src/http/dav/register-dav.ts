/**
 * `/dav`: a person's own files for programs that mount folders (WebDAV, RFC 4918 class 1, of which only what reads), with HTTP Basic by an app
 * password. Bytes are those of `/dl`, by the same machinery.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Owner } from '../../actions/let-owner-in.js'
import { untilAborted } from '../../core/until-aborted.js'
import { addressOf } from '../client-address.js'
import { closeToEveryPage } from '../cors.js'
import { HttpError } from '../error-response.js'
import { toServable } from '../file-servable.js'
import type { HttpDeps } from '../http-deps.js'
import { originOf } from '../origin-of.js'
import { refuse } from '../refuse.js'
import { serveBytes, type ServeOptions } from '../serve-bytes.js'
import { StreamStop } from '../stream-stop.js'
import type { DavDoor } from './dav-door.js'
import { DAV_PATH, parseDavPath, type DavPath } from './dav-path.js'
import { enterAsOwner } from './enter-as-owner.js'
import { sendFolder } from './folder-index.js'
import { DAV_WISH, type DavResource } from './properties.js'
import { sendPropfind } from './propfind.js'
import { parseDepth, parsePropfind } from './propfind-question.js'
import { requireResource } from './require-resource.js'

const URLS = [DAV_PATH, `${DAV_PATH}/*`]
const METHODS = ['OPTIONS', 'GET', 'HEAD', 'PROPFIND']
/** A list of 64 properties with namespaces of their own has half of it. */
const MAX_BODY_BYTES = 16 * 1024

export interface DavRouteOptions extends ServeOptions {
  /** What clients have in front of every address, whether a proxy takes it off or not. */
  readonly basePath: string
  /** What links begin with; null: with what the visitor came by. */
  readonly baseUrl: string | null
}

type FileResource = Extract<DavResource, { kind: 'file' }>

/** @param prefix of these routes */
export function registerDavRoutes(
  app: FastifyInstance,
  deps: HttpDeps & { readonly dav: DavDoor },
  options: DavRouteOptions,
  prefix: string,
): void {
  if (!app.supportedMethods.includes('PROPFIND')) app.addHttpMethod('PROPFIND', { hasBody: true })
  const owners = new WeakMap<FastifyRequest, Owner>()
  // In a scope of its own: it reads a kind of body that nobody else does.
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    const config = { isReadOnly: true }
    for (const url of URLS) {
      scope.route({ method: 'OPTIONS', url, config, handler: tellWhatIsThere })
      scope.route({
        method: ['GET', 'HEAD', 'PROPFIND'],
        url,
        config,
        // Before the body is read.
        onRequest: async (request, reply) => {
          closeToEveryPage(reply)
          owners.set(request, await enterAsOwner(deps.dav, request))
        },
        handler: async (request, reply) => {
          const owner = owners.get(request)
          if (!owner) throw new Error('A request came in without its owner')
          await answer(deps, options, request, reply, { owner, path: requirePath(request, prefix) })
        },
      })
    }
    done()
  })
}

/** Of everybody: programs ask before they know that they need a password, and what is said is no secret. */
async function tellWhatIsThere(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await reply
    .code(200)
    .headers({ dav: '1', allow: METHODS.join(', '), 'ms-author-via': 'DAV', 'content-length': '0' })
    .send()
}

function requirePath(request: FastifyRequest, prefix: string): DavPath {
  const path = parseDavPath(request.url, prefix)
  if (!path) throw new HttpError('not_found')
  return path
}

interface Question {
  readonly owner: Owner
  readonly path: DavPath
}

async function answer(
  deps: HttpDeps & { readonly dav: DavDoor },
  options: DavRouteOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { owner, path }: Question,
): Promise<void> {
  const { dav } = deps
  const stop = options.active.controllerOf(reply.raw)
  const unwatch = dav.watch(owner, (reason) => stop.abort(new StreamStop('cancelled', reason)))
  try {
    if (request.method === 'PROPFIND') await answerPropfind(deps, options, request, reply, { owner, path })
    else if (path.kind === 'file') await serveFile(deps, options, request, reply, { owner, path })
    else {
      const sending = requireResource(dav, owner, path).then((resource) => {
        const addresses = { basePath: options.basePath, baseUrl: options.baseUrl ?? originOf(request) }
        return sendFolder(dav, owner, resource, addresses, request, reply)
      })
      await unlessRefused(deps, request, reply, stop.signal, sending)
    }
  } finally {
    unwatch()
  }
}

async function answerPropfind(
  deps: HttpDeps & { readonly dav: DavDoor },
  options: DavRouteOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { owner, path }: Question,
): Promise<void> {
  const { signal } = options.active.controllerOf(reply.raw)
  const depth = parseDepth(request.headers.depth)
  const question = parsePropfind(typeof request.body === 'string' ? request.body : '')
  const wish = { path, depth, question, basePath: options.basePath }
  await unlessRefused(deps, request, reply, signal, sendPropfind(deps.dav, owner, wish, reply, options.stallTimeoutMs))
}

async function unlessRefused(
  { logger }: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  signal: AbortSignal,
  sending: Promise<void>,
): Promise<void> {
  try {
    await untilAborted(sending, signal)
  } catch (error) {
    refuse(logger, request, reply, signal.aborted ? signal.reason : error)
  }
}

async function serveFile(
  deps: HttpDeps & { readonly dav: DavDoor },
  options: DavRouteOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { owner, path }: Question,
): Promise<void> {
  const { dav } = deps
  await serveBytes(deps, options, request, reply, async () => {
    const { link, name } = (await requireResource(dav, owner, path)) as FileResource
    const { 'user-agent': userAgent = null } = request.headers
    const opened = await dav.open(link, { address: addressOf(request), userAgent })
    // Under the name that it has here.
    const named = { ...opened, file: { ...opened.file, name } }
    return toServable(named, request, DAV_WISH, deps.clock.now())
  })
}
