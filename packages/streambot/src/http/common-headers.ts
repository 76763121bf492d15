/**
 * What every answer says, refusals included: who it answers to, what a browser may not do with it, and who may read it. Routes that know better
 * say so over it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { protocolOf } from './client-address.js'
import { setCorsHeaders, type AllowedOrigins } from './cors.js'

/** Nothing runs, loads, frames or is sent anywhere. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"

/** Of answers that no request object belongs to, too. */
export const CLOSED_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  // The address of a page holds a token, which is nobody else's business.
  'referrer-policy': 'no-referrer',
  'content-security-policy': CLOSED_POLICY,
  'cross-origin-resource-policy': 'same-origin',
}

/** A month: long enough to protect, short enough to go back to http without waiting a year. */
const TRANSPORT_SECURITY = 'max-age=2592000'

export interface CommonHeaderOptions {
  readonly allowedOrigins: AllowedOrigins
  /** Links begin with https. */
  readonly isSecure: boolean
}

export function setCommonHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  { allowedOrigins, isSecure }: CommonHeaderOptions,
): void {
  reply.headers(CLOSED_HEADERS).header('x-request-id', request.id)
  // RFC 6797 §7.2: over https and never over http. A proxy that does not say how its visitor came leaves what links begin with.
  const protocol = protocolOf(request)
  if (protocol === 'https' || (protocol === null && isSecure)) {
    reply.header('strict-transport-security', TRANSPORT_SECURITY)
  }
  setCorsHeaders(request, reply, allowedOrigins)
}
