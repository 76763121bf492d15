/** `/healthz` for people, load balancers and process managers, who ask as often as they like. */
import type { FastifyInstance } from 'fastify'
import { CHALLENGE_HEADER, PROOF_HEADER } from '../../actions/setup-challenge.js'
import type { HttpDeps } from '../http-deps.js'

export function registerHealthRoute(app: FastifyInstance, deps: Pick<HttpDeps, 'health' | 'answerChallenge'>): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/healthz',
    config: { isUnlimited: true, isForOperators: true },
    handler: async (request, reply) => {
      const challenge = request.headers[CHALLENGE_HEADER]
      const proof = typeof challenge === 'string' ? deps.answerChallenge(challenge) : null
      if (proof !== null) reply.header(PROOF_HEADER, proof)
      const { ok, reasons } = deps.health()
      await reply
        .code(ok ? 200 : 503)
        .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
        .send({ status: ok ? 'ok' : 'unavailable', reasons })
    },
  })
}
