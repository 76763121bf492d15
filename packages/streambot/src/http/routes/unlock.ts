/** A browser gives the password of a link at the link's own address, and is sent back to it with a cookie. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { untilAborted } from '../../core/until-aborted.js'
import type { ActiveRequests } from '../active-requests.js'
import { addressOf, isAddressKnown } from '../client-address.js'
import { fileUrls, LINK_PATHS } from '../file-paths.js'
import type { HttpDeps } from '../http-deps.js'
import { refuse } from '../refuse.js'
import { toUnlockCookies, type CookieOptions } from '../unlock-cookie.js'

/** A password has at most 256 bytes, and each may take three characters. */
const MAX_FORM_BYTES = 4096

export interface UnlockRouteOptions extends CookieOptions {
  readonly active: ActiveRequests
}

type UnlockRequest = FastifyRequest<{ Params: { token: string }; Body: URLSearchParams | undefined }>

export function registerUnlockRoutes(app: FastifyInstance, deps: HttpDeps, options: UnlockRouteOptions): void {
  // In a scope of their own: nobody else takes a form, and these take nothing else.
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
      (_request, body, parsed) => parsed(null, new URLSearchParams(body.toString())),
    )
    for (const url of LINK_PATHS.flatMap(fileUrls)) {
      const handler = (request: UnlockRequest, reply: FastifyReply) => unlock(deps, options, request, reply)
      scope.route({ method: 'POST', url, bodyLimit: MAX_FORM_BYTES, handler })
    }
    done()
  })
}

async function unlock(
  deps: HttpDeps,
  options: UnlockRouteOptions,
  request: UnlockRequest,
  reply: FastifyReply,
): Promise<void> {
  const { signal } = options.active.controllerOf(reply.raw)
  const { token } = request.params
  const password = request.body?.get('password') || null
  try {
    const question = { token, address: addressOf(request), isAddressKnown: isAddressKnown(request), password }
    const unlocked = await untilAborted(deps.unlockLink(question, signal), signal)
    await reply
      .code(303)
      .headers({ location: whereTo(request.url), 'cache-control': 'no-store' })
      .header('set-cookie', toUnlockCookies(token, unlocked, options))
      .send()
  } catch (error) {
    refuse(deps.logger, request, reply, signal.aborted ? signal.reason : error)
  }
}

/** The same address again, in a way that is right whatever a proxy put before it, and that leads to no other server. */
function whereTo(url: string): string {
  return url.replace(/^[^?]*\//, './')
}
