/**
 * Whether a request comes from the dashboard's own page. Browsers send a cookie with whatever asks them to, so a cookie alone says nothing of who
 * asks: a header that a form, an image or a link cannot set, and that CORS lets no other origin set, and the browser's own word of where the request
 * began, have to agree.
 */
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../api/api-error.js'
import { hostOf, isFromProxy, protocolOf } from '../client-address.js'
import type { DashboardPlace } from './session-cookie.js'

const HEADER = 'x-streambot-dashboard'

/** @throws ApiError cross_site */
export function requireOwnPage(request: FastifyRequest, place: DashboardPlace): void {
  if (request.headers[HEADER] !== '1') throw new ApiError('cross_site')
  requireOwnOrigin(request, place)
}

/** For what carries no cookie yet. @throws ApiError cross_site */
export function requireOwnOrigin(request: FastifyRequest, place: DashboardPlace): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  const isSame = site === 'same-origin'
  if (site !== undefined && !isSame) throw new ApiError('cross_site')
  if (origin === undefined || isOwn(origin, request, place)) return
  // A page that sends no referrer says "null" for what is not CORS (fetch.spec.whatwg.org §3.2), as do pages that may be anybody's.
  if (origin === 'null' && isSame) return
  throw new ApiError('cross_site')
}

/** Without a trusted proxy nobody here knows whether the visitor came by https; the host is the same either way. */
function isOwn(origin: string, request: FastifyRequest, { baseUrl }: DashboardPlace): boolean {
  const said = isFromProxy(request) ? protocolOf(request) : null
  const here = (said === null ? ['http', 'https'] : [said]).map((protocol) => `${protocol}://${hostOf(request)}`)
  return [baseUrl, ...here].some((url) => url !== null && URL.canParse(url) && new URL(url).origin === origin)
}
