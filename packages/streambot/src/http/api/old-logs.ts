/**
 * `/api/logs`, as integrations have asked for it since before the API had tokens of its own: by LOGS_ACCESS_TOKEN, which may stand in the query. A
 * token with the scope `logs` opens it too.
 */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { bearerOf } from '../bearer.js'
import type { ApiActions } from './api-actions.js'
import { programOf, requireScope, toEntryError } from './enter.js'
import { readInput } from './read-input.js'
import { logPage, logQuery, toLogPage } from './routes/logs.js'
import { withoutUndefined } from './without-undefined.js'

export const oldLogsQuery = logQuery.extend({ token: z.string().max(512).optional() })

export function registerOldLogsRoute(
  app: FastifyInstance,
  actions: () => Pick<ApiActions, 'letLogReaderIn' | 'logs'>,
): void {
  app.get('/api/logs', { exposeHeadRoute: true }, async (request, reply) => {
    const { letLogReaderIn, logs } = actions()
    const asked = readInput(oldLogsQuery, request.query, 'query') as z.output<typeof oldLogsQuery>
    const { token = bearerOf(request), ...question } = asked
    const answer = await letLogReaderIn(programOf(request, token))
    if (!answer.ok) throw toEntryError(answer)
    if (answer.who !== 'configured') requireScope(answer.who, 'logs')
    const body = logPage.parse(toLogPage(logs(withoutUndefined(question))))
    await reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).send(body)
  })
}
