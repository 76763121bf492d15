/** The address a visitor came by, for absolute addresses where nobody says what links begin with. */
import type { FastifyRequest } from 'fastify'
import { hostOf, protocolOf } from './client-address.js'
import { HttpError } from './error-response.js'

/** Without a slash at the end. @throws HttpError bad_request for a Host that is none */
export function originOf(request: FastifyRequest): string {
  const host = hostOf(request)
  if (!/^[\w.:[\]-]+$/.test(host)) throw new HttpError('bad_request')
  return `${protocolOf(request) ?? 'http'}://${host}`
}
