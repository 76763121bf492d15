/** How a scope of the API says no: as problem details, whoever asks. A browser whose session is over is told to forget its cookie. */
import type { FastifyInstance } from 'fastify'
import { readSessionCookie, toNoSession } from '../admin/session-cookie.js'
import { sendProblem } from '../error-response.js'
import type { Logger } from '../../logger.js'
import { logRefusal } from '../log-requests.js'
import type { HttpMeter } from '../meter.js'
import { ApiError } from './api-error.js'

export function answerApiErrors(
  scope: FastifyInstance,
  { meter, logger }: { readonly meter: Pick<HttpMeter, 'refused'>; readonly logger: Logger },
): void {
  scope.setErrorHandler(async (error, request, reply) => {
    if (!(error instanceof ApiError)) throw error
    meter.refused(error.code)
    logRefusal(logger, request, error.code, error)
    // Each time it is shown it counts as a guess. Where none was shown, none is taken back: a link on another site brings no cookie along (it is
    // SameSite=Strict), and must not log anybody out.
    const { dashboardPlace: place } = request
    if (error.code === 'session_required' && place !== null && readSessionCookie(request) !== null) {
      reply.header('set-cookie', toNoSession(request, place))
    }
    await sendProblem(reply, error)
  })
}
