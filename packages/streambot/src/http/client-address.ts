import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Where a visitor comes from: the last address in X-Forwarded-For that no trusted proxy has, or else who holds the connection. IPv4 inside
 * IPv6, as sockets for both give it (RFC 4291 §2.5.5.2), is written as IPv4.
 */
export function addressOf({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  // A proxy may pass on anything that a visitor made up.
  const address = isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip
  return address.replace(/^::ffff:(?=[\d.]+$)/i, '')
}
