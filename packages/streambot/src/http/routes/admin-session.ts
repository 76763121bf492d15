/**
 * `/admin/session`: who is at the dashboard, how somebody gets there, and how they leave. A log-in always makes a cookie of its own: one that a
 * browser was given before is neither looked at nor kept.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Session } from '../../actions/dashboard-sessions.js'
import type { ProgramAnswer } from '../../actions/let-program-in.js'
import { requireOwnOrigin } from '../admin/own-page.js'
import { toNoSession, toSessionCookies, type DashboardPlace } from '../admin/session-cookie.js'
import type { ApiActions } from '../api/api-actions.js'
import { ApiError } from '../api/api-error.js'
import { enterByCookie, programOf, toEntryError } from '../api/enter.js'
import { readInput } from '../api/read-input.js'
import { moment, toMomentOrNull } from '../api/shapes.js'

/** A code has 48 characters, a token 46. */
const MAX_SECRET = 256
const MAX_BODY_BYTES = 1024
const URL_PATH = '/admin/session'

export interface AdminSessionDeps {
  readonly actions: () => Pick<ApiActions, 'letProgramIn' | 'dashboard' | 'nowMs'>
  readonly place: DashboardPlace
}

const credentials = z.union([
  z.strictObject({ code: z.string().min(1).max(MAX_SECRET) }),
  z.strictObject({ token: z.string().min(1).max(MAX_SECRET) }),
])

const session = z.object({
  name: z.string(),
  via: z.enum(['telegram', 'token']),
  scopes: z.array(z.string()),
  expiresAt: moment.nullable(),
  version: z.string(),
  botName: z.string().nullable(),
})

export function registerAdminSessionRoutes(app: FastifyInstance, { actions, place }: AdminSessionDeps): void {
  const config = { isForOperators: true }
  app.route({
    method: 'GET',
    url: URL_PATH,
    config,
    handler: async (request, reply) => {
      const { letProgramIn, dashboard } = actions()
      const who = await enterByCookie({ letProgramIn }, request)
      await reply.header('cache-control', 'no-store').send(await show(dashboard, who))
    },
  })
  app.route({
    method: 'POST',
    url: URL_PATH,
    config,
    bodyLimit: MAX_BODY_BYTES,
    // Before the body is read.
    onRequest: (request, _reply, done) => {
      requireOwnOrigin(request, place)
      done()
    },
    handler: async (request, reply) => {
      const { dashboard, nowMs } = actions()
      const answer = await logIn(dashboard, request)
      if (!answer.ok) throw answer.reason === 'token_wrong' ? new ApiError('login_refused') : toEntryError(answer)
      const { token, who } = answer.who
      const lifeMs = who.expiresAtMs === null ? null : who.expiresAtMs - nowMs()
      const body = await show(dashboard, who)
      await reply
        .headers({ 'cache-control': 'no-store' })
        .header('set-cookie', toSessionCookies(token, lifeMs, request, place))
        .send(body)
    },
  })
  app.route({
    method: 'DELETE',
    url: URL_PATH,
    config,
    handler: async (request, reply) => {
      const { letProgramIn, dashboard } = actions()
      await enterByCookie({ letProgramIn }, request).then(
        (who) => dashboard.logOut(who),
        (error: unknown) => {
          // Whoever has no session any more is out already.
          if (!(error instanceof ApiError && error.code === 'session_required')) throw error
        },
      )
      await reply.code(204).header('set-cookie', toNoSession(request, place)).send()
    },
  })
}

function logIn(dashboard: ApiActions['dashboard'], request: FastifyRequest): Promise<ProgramAnswer<Session>> {
  const shown = readInput(credentials, request.body, 'body') as z.output<typeof credentials>
  const secret = 'code' in shown ? shown.code : shown.token
  const attempt = programOf(request, secret)
  return 'code' in shown ? dashboard.logInByCode(attempt) : dashboard.logInByToken(attempt)
}

async function show(dashboard: ApiActions['dashboard'], who: Session['who']): Promise<z.output<typeof session>> {
  const { expiresAtMs, ...rest } = await dashboard.describe(who)
  return session.parse({ ...rest, expiresAt: toMomentOrNull(expiresAtMs) })
}
