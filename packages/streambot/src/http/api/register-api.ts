/** The API for programs and the dashboard: `/api/v1`, what anybody may know at `/api/info`, and `/api/logs` as older integrations ask for it. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiTokenInfo } from '../../actions/api-tokens.js'
import { actorOf } from '../../actions/dashboard-sessions.js'
import { isDashboardSession } from '../../core/api-token.js'
import { StreamBotError } from '../../core/errors.js'
import { untilAborted } from '../../core/until-aborted.js'
import type { Logger } from '../../logger.js'
import type { ActiveRequests } from '../active-requests.js'
import type { DashboardPlace } from '../admin/session-cookie.js'
import type { HttpMeter } from '../meter.js'
import { refuse } from '../refuse.js'
import { registerAdminSessionRoutes } from '../routes/admin-session.js'
import { answerApiErrors } from './answer-api-errors.js'
import type { ApiActions } from './api-actions.js'
import { ApiError } from './api-error.js'
import { registerApiDocument } from './api-document.js'
import type { Call, Endpoint } from './endpoint.js'
import { ENDPOINTS } from './endpoints.js'
import { enter } from './enter.js'
import { LogFollowers, registerFollowRoute, type FollowLimits } from './follow-logs.js'
import { registerInfoRoute } from './info.js'
import { registerOldLogsRoute } from './old-logs.js'
import { readInput } from './read-input.js'
import { registerUploads } from './uploads/register-uploads.js'
import type { UploadDoorDeps } from './uploads/upload-door.js'

/** A text of 4,096 characters may take six bytes for each in JSON. */
const MAX_BODY_BYTES = 64 * 1024
const API_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

export interface ApiDoor {
  /** null: the server is starting. */
  readonly actions: () => ApiActions | null
  /** Of the server. */
  readonly version: string
  readonly followLimits?: Partial<FollowLimits>
  readonly uploadOptions?: Pick<UploadDoorDeps, 'lookEveryMs'>
}

export interface ApiRouteDeps {
  readonly api: ApiDoor
  readonly active: ActiveRequests
  readonly logger: Logger
  readonly meter: Pick<HttpMeter, 'refused'>
  /** Of the dashboard; null: there is none. */
  readonly place: DashboardPlace | null
}

/** @param basePath what a proxy leaves in front of it */
export function registerApi(app: FastifyInstance, deps: ApiRouteDeps, basePath: string): void {
  // In a scope of its own: it says no in more ways than the rest.
  void app.register((scope, _options, done) => {
    const actions = () => readyActions(deps)
    const followers = new LogFollowers(deps.api.followLimits)
    scope.decorateRequest('dashboardPlace', { getter: () => deps.place })
    answerApiErrors(scope, deps)
    scope.addHook('preClose', (done) => {
      followers.endAll()
      done()
    })
    registerInfoRoute(scope, actions)
    registerOldLogsRoute(scope, actions)
    registerApiDocument(scope, basePath, deps.api.version)
    registerFollowRoute(scope, { actions, followers })
    registerUploads(scope, { actions, active: deps.active, logger: deps.logger, ...deps.api.uploadOptions })
    if (deps.place) registerAdminSessionRoutes(scope, { actions, place: deps.place })
    for (const it of ENDPOINTS) register(scope, deps, it)
    done()
  })
}

function register(app: FastifyInstance, deps: ApiRouteDeps, it: Endpoint): void {
  const admitted = new WeakMap<FastifyRequest, ApiTokenInfo>()
  app.route({
    method: it.method,
    url: `/api/v1${it.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    bodyLimit: MAX_BODY_BYTES,
    // None of them is costly, and none streams.
    exposeHeadRoute: it.method === 'GET',
    // Before the body is read.
    onRequest: async (request) => {
      admitted.set(request, await enter(readyActions(deps), request, it.scope))
    },
    handler: async (request, reply) => {
      const { signal } = deps.active.controllerOf(reply.raw)
      const token = admitted.get(request)
      if (!token) throw new Error('A request came in without its token')
      try {
        await answer(it, request, reply, { actions: readyActions(deps), token, signal })
      } catch (error) {
        refuse(deps.logger, request, reply, signal.aborted ? signal.reason : error)
      }
    },
  })
}

async function answer(
  it: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  { actions, token, signal }: Pick<Call<unknown, unknown, unknown>, 'actions' | 'token' | 'signal'>,
): Promise<void> {
  const call = {
    params: readInput(it.params, request.params, 'path'),
    query: readInput(it.query, request.query, 'query'),
    body: readInput(it.body, request.body, 'body'),
    actions,
    token,
    actor: actorOf(token),
    request: nameOf(it, request, token),
    signal,
  }
  const { status, body } = await untilAborted(it.handle(call), signal)
  const schema = it.answers[status]
  if (schema === undefined) throw new Error(`${it.method} ${it.path} does not promise ${status}`)
  // Whatever a schema does not name stays here.
  await reply.code(status).headers(API_HEADERS).send(schema?.parse(body))
}

/** Of each token alone, and of each way in; at the dashboard of each admin, who may have to log in again before they repeat something. */
function nameOf(it: Endpoint, { headers }: FastifyRequest, token: ApiTokenInfo): Call<never, never, never>['request'] {
  const key = headers['idempotency-key']
  if (!it.isCreating || key === undefined) return { name: `api ${randomUUID()}`, isRepeatable: false }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw new ApiError(
      'invalid_input',
      'Idempotency-Key: must have 1 to 128 letters, digits and signs, without spaces.',
    )
  }
  const who = isDashboardSession(token) ? actorOf(token) : token.id
  return { name: `api ${who} ${it.path} ${key}`, isRepeatable: true }
}

function readyActions({ api }: ApiRouteDeps): ApiActions {
  const actions = api.actions()
  if (actions) return actions
  throw new StreamBotError('telegram_unavailable', 'The API was asked before the server had started')
}
