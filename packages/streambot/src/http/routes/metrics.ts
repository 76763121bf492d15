/** `/metrics` for Prometheus, on this machine or with the token. */
import type { FastifyInstance } from 'fastify'
import { HttpError } from '../error-response.js'
import type { HttpDeps } from '../http-deps.js'
import { requireOperator, type OperatorOptions } from '../operator.js'

export function registerMetricsRoute(
  app: FastifyInstance,
  { metrics }: Pick<HttpDeps, 'metrics'>,
  operators: OperatorOptions,
): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/metrics',
    config: { isForOperators: true },
    handler: async (request, reply) => {
      if (!metrics) throw new HttpError('not_found')
      requireOperator(request, operators)
      const text = await metrics.text()
      await reply.headers({ 'content-type': metrics.contentType, 'cache-control': 'no-store' }).send(text)
    },
  })
}
