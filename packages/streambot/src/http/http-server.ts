/** The web server: routes, limits on what a visitor may send, one way of saying no, and an orderly end. */
import { randomUUID } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import { STATUS_CODES } from 'node:http'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { StreamBotError } from '../core/errors.js'
import { ActiveRequests } from './active-requests.js'
import { readForwarded } from './client-address.js'
import { HttpError, sendError, toErrorResponse } from './error-response.js'
import { limitRequests } from './front-door.js'
import type { HttpDeps, HttpOptions } from './http-deps.js'
import { toListenError } from './listen-error.js'
import { registerBatchRoutes } from './routes/batch.js'
import { registerFileRoutes } from './routes/file.js'
import { registerHealthRoute } from './routes/health.js'
import { registerLandingRoute } from './routes/landing.js'
import { registerUnlockRoutes } from './routes/unlock.js'

const MAX_HEADER_BYTES = 16 * 1024
const HEADERS_TIMEOUT_MS = 15_000
const REQUEST_TIMEOUT_MS = 30_000
/** Longer than the minute after which load balancers drop idle connections: the side that forwards should be first. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000
/** Nothing is uploaded here but passwords. */
const MAX_REQUEST_BODY_BYTES = 16 * 1024
/** As much as a head can hold, so that an overlong token is one more token that does not exist. */
const MAX_PARAM_LENGTH = MAX_HEADER_BYTES
const DEFAULT_OPEN_TIMEOUT_MS = 30_000
const DEFAULT_STALL_TIMEOUT_MS = 120_000

export interface HttpServer extends AsyncDisposable {
  /** For tests without sockets (`app.inject`). */
  readonly app: FastifyInstance
  /** @returns the port listened on, which differs from 0. @throws StreamBotError bad_config */
  listen(address: { host: string; port: number }): Promise<number>
  /** Stops listening, lets what is in flight finish for `graceMs`, then cuts the rest off. Safe to call again. */
  drain(graceMs: number): Promise<void>
}

export function createHttpServer(deps: HttpDeps, options: HttpOptions = {}): HttpServer {
  const active = new ActiveRequests()
  const app = createApp(deps, options)
  let drained: Promise<void> | null = null

  app.addHook('onRequest', async (request, reply) => {
    if (!(await active.begin(request.raw, reply.raw))) {
      reply.hijack()
      return
    }
    if (!drained) return
    // On a connection that was open before the server stopped listening.
    reply.header('connection', 'close')
    throw new StreamBotError('shutting_down', 'The server is stopping')
  })
  readForwarded(app, deps.logger)
  limitRequests(app, deps)
  registerRoutes(app, deps, options, active)

  const drain = (graceMs: number) => (drained ??= drainServer(app, active, graceMs))
  return {
    app,
    async listen(address) {
      await app.listen(address).catch((error: unknown) => {
        throw toListenError(error, address)
      })
      return (app.server.address() as AddressInfo).port
    },
    drain,
    [Symbol.asyncDispose]: () => drain(0),
  }
}

function createApp(deps: HttpDeps, { trustProxy }: HttpOptions): FastifyInstance {
  const onError = async (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const { status } = toErrorResponse(error)
    if (status >= 500) logFailure(deps, request, error)
    await sendError(request, reply, error)
  }
  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: trustProxy ? [...trustProxy] : false,
    // Fastify's own HEAD would read the whole file.
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    bodyLimit: MAX_REQUEST_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    return503OnClosing: false,
    http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MS },
    // For URLs the router cannot read, such as `/dl/%zz`.
    frameworkErrors: (error, request, reply) => void onError(error, request, reply),
    clientErrorHandler: refuseUnreadable,
  })
  app.setErrorHandler(onError)
  app.setNotFoundHandler((request, reply) => sendError(request, reply, new HttpError('not_found')))
  return app
}

function registerRoutes(app: FastifyInstance, deps: HttpDeps, options: HttpOptions, active: ActiveRequests): void {
  const serveOptions = {
    active,
    openTimeoutMs: options.openTimeoutMs ?? DEFAULT_OPEN_TIMEOUT_MS,
    stallTimeoutMs: options.stallTimeoutMs ?? DEFAULT_STALL_TIMEOUT_MS,
  }
  const basePath = options.basePath ?? ''
  const unlockOptions = { active, basePath, isSecure: options.isSecure ?? false }
  // With and without the path, because some proxies take it off and some do not.
  for (const prefix of new Set(['', basePath])) {
    void app.register(
      (scope, _options, done) => {
        registerFileRoutes(scope, deps, serveOptions)
        registerBatchRoutes(scope, deps, { ...serveOptions, baseUrl: options.baseUrl ?? null })
        registerUnlockRoutes(scope, deps, unlockOptions)
        registerHealthRoute(scope, deps)
        registerLandingRoute(scope)
        done()
      },
      { prefix },
    )
  }
}

function logFailure(deps: HttpDeps, request: FastifyRequest, error: unknown): void {
  const fields = { requestId: request.id, method: request.method, route: request.routeOptions.url, err: error }
  if (error instanceof StreamBotError) deps.logger.warn(fields, `Refused: ${error.code}`)
  else deps.logger.error(fields, 'A request failed')
}

/** What is no HTTP at all has no request object to answer through. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const { text, code } = toErrorResponse(new HttpError('bad_request'))
  const body = JSON.stringify({ error: text, code })
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}

async function drainServer(app: FastifyInstance, active: ActiveRequests, graceMs: number): Promise<void> {
  const grace = new AbortController()
  const timer = setTimeout(() => grace.abort(new Error('The grace time is over')), graceMs)
  // Now, not when the framework gets round to it: no connection may come in behind `closeAllConnections`.
  app.server.close()
  const closed = app.close()
  await active.whenIdle(grace.signal).catch(() => active.abortAll())
  clearTimeout(timer)
  // What is left are connections without a request, which `close` would wait for.
  app.server.closeAllConnections()
  await closed
}
