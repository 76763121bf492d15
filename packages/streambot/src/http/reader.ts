/** Who sent a request, and what they show to be let in. */
import type { FastifyRequest } from 'fastify'
import type { Reader } from '../actions/open-stream.js'
import { addressOf, isAddressKnown } from './client-address.js'
import { readUnlockCookie } from './unlock-cookie.js'

export function readerOf(request: FastifyRequest): Reader {
  const { authorization, cookie, 'user-agent': userAgent = null } = request.headers
  return {
    address: addressOf(request),
    isAddressKnown: isAddressKnown(request),
    userAgent,
    password: readBasicPassword(authorization),
    proof: readUnlockCookie(cookie),
  }
}

/** Of any user: links have one password and no users. UTF-8, as the challenge asks for (RFC 7617 §2.1). null: none. */
export function readBasicPassword(header: string | undefined): string | null {
  return readBasicCredentials(header)?.password ?? null
}

/** null: none, or without a password. */
export function readBasicCredentials(
  header: string | undefined,
): { readonly user: string; readonly password: string } | null {
  const encoded = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return null
  const [, user, password] = /^([^:]*):(.+)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  return user === undefined || password === undefined ? null : { user, password }
}
