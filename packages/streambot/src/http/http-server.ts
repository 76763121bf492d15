/** The web server: routes, limits on what a visitor may send, one way of saying no, and an orderly end. */
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { StreamBotError } from '../core/errors.js'
import { ActiveRequests } from './active-requests.js'
import { registerApi } from './api/register-api.js'
import { readForwarded, toTrust, type Trust } from './client-address.js'
import { setCommonHeaders } from './common-headers.js'
import { limitConnections } from './connection-limit.js'
import { answerPreflight, isPreflight } from './cors.js'
import { registerDavRoutes } from './dav/register-dav.js'
import { HttpError, sendError, toErrorResponse } from './error-response.js'
import { countRequest, limitRequests } from './front-door.js'
import type { HttpDeps, HttpOptions } from './http-deps.js'
import { followLegacyLinks } from './legacy-links.js'
import { toListenError } from './listen-error.js'
import { logAnswers, logRefusal } from './log-requests.js'
import { countAnswers, NO_METER } from './meter.js'
import { createNodeServer, MAX_HEADER_BYTES } from './node-server.js'
import { answerOtherMethods } from './other-methods.js'
import { refuseUnreadable } from './refuse-unreadable.js'
import { RequestIds } from './request-ids.js'
import { limitRequestSize } from './request-size.js'
import { readPageAssets, type PageAssets } from './page-assets.js'
import { registerAdminRoute } from './routes/admin.js'
import { registerAssetRoute } from './routes/assets.js'
import { registerBatchRoutes } from './routes/batch.js'
import { registerFileRoutes } from './routes/file.js'
import { registerHealthRoute } from './routes/health.js'
import { registerLandingRoute } from './routes/landing.js'
import { registerMetricsRoute } from './routes/metrics.js'
import { registerPosterRoute } from './routes/poster.js'
import { registerProbeRoute } from './routes/probe.js'
import { registerReadyRoute } from './routes/ready.js'
import { registerSubtitlesRoute } from './routes/subtitles.js'
import { registerUnlockRoutes } from './routes/unlock.js'
import { registerWatchRoute } from './routes/watch.js'

/** Nothing is uploaded here but passwords. */
const MAX_REQUEST_BODY_BYTES = 16 * 1024
/** As much as a head can hold, so that an overlong token is one more token that does not exist. */
const MAX_PARAM_LENGTH = MAX_HEADER_BYTES
const DEFAULT_OPEN_TIMEOUT_MS = 30_000
const DEFAULT_STALL_TIMEOUT_MS = 120_000
/** Long against what a network makes of the time between two halves, and short for whoever waits for a doctor. */
const DEFAULT_PROBE_HOLD_MS = 1000

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
  const common = { allowedOrigins: options.allowedOrigins ?? null, isSecure: options.isSecure ?? false }
  const app = createApp(deps, options, active, (request, reply) => setCommonHeaders(request, reply, common))
  const ids = new RequestIds()
  const trust = toTrust(options.trustProxy)
  let drained: Promise<void> | null = null

  readForwarded(app, trust, deps.logger)
  app.addHook('onRequest', async (request, reply) => {
    const isFirst = !active.knows(request.raw.socket)
    if (!(await active.begin(request.raw, reply.raw))) {
      reply.hijack()
      return
    }
    ids.takeOver(request, reply)
    setCommonHeaders(request, reply, common)
    if (!drained) return
    // On a connection that was open before the server stopped listening. Its first request was on the way by then: whoever forwarded it may not be one
    // to ask another instance after an answer. For what comes later on such a connection there are others.
    reply.header('connection', 'close')
    if (isFirst || request.routeOptions.config.isAnsweredWhileDraining) return
    throw new StreamBotError('shutting_down', 'The server is stopping')
  })
  countAnswers(app, deps.meter ?? NO_METER)
  logAnswers(app, deps.logger)
  limitVisitors(app, deps, options, trust)
  app.addHook('onRequest', async (request, reply) => {
    if (isPreflight(request)) await answerPreflight(reply)
  })
  if (deps.legacy) followLegacyLinks(app, deps.legacy, { active, basePath: options.basePath ?? '' })
  registerRoutes(app, deps, options, active, () => drained !== null)

  const drain = (graceMs: number) => (drained ??= drainServer(app, active, graceMs))
  return {
    app,
    async listen(address) {
      const { room } = options
      if (room) {
        await app.ready()
        room.letIn()
        return room.port
      }
      await app.listen(address).catch((error: unknown) => {
        throw toListenError(error, address)
      })
      return (app.server.address() as AddressInfo).port
    },
    drain,
    [Symbol.asyncDispose]: () => drain(0),
  }
}

/** @param prepare for answers to what no hook has seen */
function createApp(
  deps: HttpDeps,
  { trustProxy, room, ...limits }: HttpOptions,
  active: ActiveRequests,
  prepare: (request: FastifyRequest, reply: FastifyReply) => void,
): FastifyInstance {
  const onError = async (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const { status, code } = toErrorResponse(error)
    deps.meter?.refused(code)
    if (status >= 500) logFailure(deps, request, error)
    else logRefusal(deps.logger, request, code, error)
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
    return503OnClosing: false,
    serverFactory: (serve) => room?.serverFor(serve) ?? createNodeServer(limits, serve),
    // For URLs the router cannot read, such as `/dl/%zz`.
    frameworkErrors: (error, request, reply) => {
      request.proxy = null // no hook has looked
      prepare(request, reply)
      void onError(countRequest(deps, request, reply) ?? error, request, reply)
    },
    clientErrorHandler: (error, socket) => refuseUnreadable(error, socket, deps.logger, active.isAnswering(socket)),
  })
  app.setErrorHandler(onError)
  app.setNotFoundHandler((request, reply) => sendError(request, reply, new HttpError('not_found')))
  return app
}

/** What anybody may do before anything is done for them. */
function limitVisitors(app: FastifyInstance, deps: HttpDeps, options: HttpOptions, trust: Trust): void {
  const { connectionsPerAddress: perAddress = null, networkOf = (address: string) => address } = options
  limitConnections(app, { perAddress, networkOf, trust })
  limitRequestSize(app)
  limitRequests(app, deps)
}

function registerRoutes(
  app: FastifyInstance,
  deps: HttpDeps,
  options: HttpOptions,
  active: ActiveRequests,
  isDraining: () => boolean,
): void {
  const serveOptions = {
    active,
    openTimeoutMs: options.openTimeoutMs ?? DEFAULT_OPEN_TIMEOUT_MS,
    stallTimeoutMs: options.stallTimeoutMs ?? DEFAULT_STALL_TIMEOUT_MS,
  }
  const basePath = options.basePath ?? ''
  const baseUrl = options.baseUrl ?? null
  const assets = loadPages(deps, options)
  const watchOptions = { ...serveOptions, assets, baseUrl, videoFrontendUrl: options.videoFrontendUrl ?? null }
  const unlockOptions = { active, basePath, isSecure: options.isSecure ?? false }
  const place = deps.api && options.hasDashboard !== false ? { basePath, baseUrl } : null
  const otherMethods = answerOtherMethods(app)
  // With and without the path, because some proxies take it off and some do not.
  for (const prefix of new Set(['', basePath])) {
    void app.register(
      (scope, _options, done) => {
        registerFileRoutes(scope, deps, serveOptions)
        registerBatchRoutes(scope, deps, { ...serveOptions, baseUrl })
        registerWatchRoute(scope, deps, watchOptions)
        registerPosterRoute(scope, deps, serveOptions)
        registerSubtitlesRoute(scope, deps, serveOptions)
        registerAssetRoute(scope, assets)
        registerUnlockRoutes(scope, deps, unlockOptions)
        registerHealthRoute(scope, deps)
        registerProbeRoute(scope, deps, { active, holdMs: options.probeHoldMs ?? DEFAULT_PROBE_HOLD_MS })
        registerReadyRoute(scope, deps, isDraining)
        registerMetricsRoute(scope, deps, { token: options.metricsToken ?? null, baseUrl })
        registerLandingRoute(scope, deps)
        if (place) registerAdminRoute(scope, assets)
        if (deps.dav)
          registerDavRoutes(scope, { ...deps, dav: deps.dav }, { ...serveOptions, basePath, baseUrl }, prefix)
        if (deps.api)
          registerApi(scope, { ...deps, api: deps.api, active, meter: deps.meter ?? NO_METER, place }, prefix)
        done()
      },
      { prefix },
    )
  }
  otherMethods.register()
}

function loadPages({ logger }: HttpDeps, { pages = null }: HttpOptions): PageAssets | null {
  if (pages === null) return null
  const assets = readPageAssets(pages)
  if (!assets) logger.warn({}, 'The pages were not built, so they show less than they could: run `npm run build`')
  return assets
}

function logFailure(deps: HttpDeps, request: FastifyRequest, error: unknown): void {
  const fields = { requestId: request.id, method: request.method, route: request.routeOptions.url, err: error }
  if (error instanceof StreamBotError) deps.logger.warn(fields, `Refused: ${error.code}`)
  else deps.logger.error(fields, 'A request failed')
}

async function drainServer(app: FastifyInstance, active: ActiveRequests, graceMs: number): Promise<void> {
  const grace = new AbortController()
  const timer = setTimeout(() => grace.abort(new Error('The grace time is over')), graceMs)
  // Now, not when the framework gets round to it: no connection may come in behind `closeAllConnections`.
  const closed = Promise.all([closeServer(app.server), app.close()])
  await active.whenIdle(grace.signal).catch(() => active.abortAll())
  clearTimeout(timer)
  // What is left are connections without a request, which `close` would wait for.
  app.server.closeAllConnections()
  await closed
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
