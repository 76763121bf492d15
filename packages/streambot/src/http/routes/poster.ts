/** `/poster/{token}`: the picture that Telegram keeps with a film or a piece of music. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerForLink, type LinkAnswerOptions } from '../answer-for-link.js'
import { HttpError } from '../error-response.js'
import { POSTER_PATH } from '../file-paths.js'
import type { HttpDeps } from '../http-deps.js'
import { sendSmall } from '../send-small.js'

type PosterRequest = FastifyRequest<{ Params: { token: string } }>

export function registerPosterRoute(app: FastifyInstance, deps: HttpDeps, options: LinkAnswerOptions): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: `${POSTER_PATH}/:token`,
    handler: (request: PosterRequest, reply: FastifyReply) =>
      answerForLink(deps, options, request, reply, async (opened, signal) => {
        const bytes = (await deps.posters?.read(opened, signal)) ?? null
        if (!bytes) throw new HttpError('not_found')
        await sendSmall(request, reply, bytes, { 'content-type': 'image/jpeg' })
      }),
  })
}
