import type { FastifyRequest } from 'fastify'

/** The token that a program shows (RFC 6750 §2.1). null: none. */
export function bearerOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null
}
