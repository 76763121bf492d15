/** `/healthz` for people, load balancers and process managers, who ask as often as they like. */
import type { FastifyInstance } from 'fastify'
import type { HttpDeps } from '../http-deps.js'

export function registerHealthRoute(app: FastifyInstance, deps: Pick<HttpDeps, 'health'>): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/healthz',
    config: { isUnlimited: true },
    handler: async (_request, reply) => {
      const { ok, reasons } = deps.health()
      await reply
        .code(ok ? 200 : 503)
        .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
        .send({ status: ok ? 'ok' : 'unavailable', reasons })
    },
  })
}
