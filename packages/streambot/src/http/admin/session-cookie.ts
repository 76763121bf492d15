/** A browser's session at the dashboard: a token that no script can read, sent to the dashboard and the API and to nothing else on the host. */
import type { FastifyRequest } from 'fastify'
import { isFromProxy, protocolOf } from '../client-address.js'
import { readCookie } from '../read-cookie.js'

const NAME = 'streambot_session'
/** Where a session is good for anything. */
const PATHS = ['/admin', '/api/v1']
/** Of a token that has no end, too: a browser that was left alone forgets it. */
const MAX_AGE_MS = 12 * 3_600_000

/** Where the dashboard is, as far as it is known. */
export interface DashboardPlace {
  /** What a proxy leaves in front of every path. */
  readonly basePath: string
  /** What links begin with; null: nobody says. */
  readonly baseUrl: string | null
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the dashboard, for requests of the API; null: there is none. */
    readonly dashboardPlace: DashboardPlace | null
  }
}

/** @param lifeMs how long the token is good for; null: for good */
export function toSessionCookies(
  token: string,
  lifeMs: number | null,
  request: FastifyRequest,
  place: DashboardPlace,
): string[] {
  return toCookies(token, Math.min(lifeMs ?? MAX_AGE_MS, MAX_AGE_MS), request, place, prefixesOf(request, place))
}

/** Takes it back, wherever it may be. */
export function toNoSession(request: FastifyRequest, place: DashboardPlace): string[] {
  return toCookies('', 0, request, place, ['', place.basePath])
}

/** null: none, as an empty one is. */
export function readSessionCookie({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  return readCookie(headers.cookie, NAME) || null
}

/**
 * What stands before every path, as the browser sees it. Whoever comes by `BASE_URL` sees its path, and what is beside that path on the host is
 * another program, which may have an `/admin` and an `/api/v1` of its own. Of anybody else nobody here knows whether a proxy took it off.
 */
function prefixesOf({ headers }: FastifyRequest, { basePath, baseUrl }: DashboardPlace): string[] {
  const isByBaseUrl = baseUrl !== null && URL.canParse(baseUrl) && new URL(baseUrl).origin === headers.origin
  return isByBaseUrl ? [basePath] : ['', basePath]
}

function toCookies(
  value: string,
  ageMs: number,
  request: FastifyRequest,
  place: DashboardPlace,
  prefixes: readonly string[],
): string[] {
  const attributes = [
    `Max-Age=${Math.max(0, Math.floor(ageMs / 1000))}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(isByHttps(request, place) ? ['Secure'] : []),
  ].join('; ')
  return [...new Set(prefixes)].flatMap((prefix) =>
    PATHS.map((path) => `${NAME}=${value}; Path=${prefix}${path}; ${attributes}`),
  )
}

/** The browser knows best; then a proxy that is trusted; then whoever said what links begin with. */
function isByHttps(request: FastifyRequest, { baseUrl }: DashboardPlace): boolean {
  const { origin } = request.headers
  if (origin !== undefined && origin !== 'null') return origin.startsWith('https://')
  const said = isFromProxy(request) ? protocolOf(request) : null
  return said === null ? (baseUrl?.startsWith('https://') ?? false) : said === 'https'
}
