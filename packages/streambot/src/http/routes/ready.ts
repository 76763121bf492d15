/** `/readyz` for load balancers: whether visitors should be sent here, and if not, why. */
import type { FastifyInstance } from 'fastify'
import type { HttpDeps } from '../http-deps.js'

export function registerReadyRoute(
  app: FastifyInstance,
  { health, readiness = health }: Pick<HttpDeps, 'health' | 'readiness'>,
  isDraining: () => boolean,
): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/readyz',
    config: { isUnlimited: true, isForOperators: true, isAnsweredWhileDraining: true },
    handler: async (_request, reply) => {
      const { ok, reasons } = isDraining() ? { ok: false, reasons: ['The server is stopping'] } : readiness()
      if (isDraining()) reply.header('connection', 'close')
      await reply
        .code(ok ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: ok ? 'ready' : 'not ready', reasons })
    },
  })
}
