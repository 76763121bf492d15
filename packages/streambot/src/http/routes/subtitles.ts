/**
 * `/subtitles/{token}/{id}`: a file of subtitles that its owner put beside a film, as it was sent. Nobody knows how its text is encoded, so it is
 * bytes to save: players read them, and no browser shows them.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GENERIC_TYPE } from '../../core/content-type.js'
import { answerForLink, type LinkAnswerOptions } from '../answer-for-link.js'
import { toContentDisposition } from '../content-disposition.js'
import { HttpError } from '../error-response.js'
import { SUBTITLES_PATH } from '../file-paths.js'
import type { HttpDeps } from '../http-deps.js'
import { sendSmall } from '../send-small.js'

type SubtitlesRequest = FastifyRequest<{ Params: { token: string; id: string } }>

export function registerSubtitlesRoute(app: FastifyInstance, deps: HttpDeps, options: LinkAnswerOptions): void {
  const handler = (request: SubtitlesRequest, reply: FastifyReply) =>
    answerForLink(deps, options, request, reply, async (opened, signal) => {
      const found = opened.subtitles.find(({ id }) => id === request.params.id)
      const bytes = (found && (await deps.readSubtitles?.(found, signal))) ?? null
      if (!found || !bytes) throw new HttpError('not_found')
      await sendSmall(request, reply, bytes, {
        'content-type': GENERIC_TYPE,
        'content-disposition': toContentDisposition(found.name, 'attachment'),
      })
    })
  // The last part is for players, which go by its ending.
  for (const url of [`${SUBTITLES_PATH}/:token/:id`, `${SUBTITLES_PATH}/:token/:id/:name`]) {
    app.route({ method: ['GET', 'HEAD'], url, handler })
  }
}
