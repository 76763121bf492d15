/**
 * Where a visitor comes from: the last address in X-Forwarded-For that no trusted proxy has, or else who holds the connection. What a proxy
 * says that is no address stands for nobody: never for the proxy itself, which may be let in where its visitors are not.
 */
import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from '../logger.js'

/** In no block of addresses (RFC 7239 §6.2); all whose address cannot be read share what one visitor may do. */
const UNKNOWN = 'unknown'

/** IPv4 inside IPv6, as sockets for both give it (RFC 4291 §2.5.5.2), is written as IPv4. */
export function addressOf({ ip }: Pick<FastifyRequest, 'ip'>): string {
  const address = withoutPort(ip)
  return isIP(address) === 0 ? UNKNOWN : address.replace(/^::ffff:(?=[\d.]+$)/i, '')
}

/**
 * Whether `addressOf` is the visitor's. It is not where the peer says that its visitor is elsewhere and is not believed: most likely it is
 * a proxy that TRUST_PROXY does not name.
 */
export function isAddressKnown(request: Pick<FastifyRequest, 'headers' | 'ips'>): boolean {
  const { 'x-forwarded-for': forwardedFor, forwarded } = request.headers
  if (forwardedFor === undefined && forwarded === undefined) return true
  // Behind a peer that is trusted there is one more.
  return (request.ips?.length ?? 1) > 1
}

/** Before anybody asks where a visitor comes from. Tells once of a proxy that is not trusted. */
export function readForwarded(app: FastifyInstance, logger: Logger): void {
  let isTold = false
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw
    const forwardedFor = headers['x-forwarded-for']
    // A proxy that is named with its port is known by its address all the same.
    if (typeof forwardedFor === 'string') {
      headers['x-forwarded-for'] = forwardedFor.split(',').map(withoutPort).join(',')
    }
    if (!isTold && !isAddressKnown(request)) {
      isTold = true
      tellOfStranger(logger, request.socket.remoteAddress ?? UNKNOWN)
    }
    done()
  })
}

function tellOfStranger(logger: Logger, peer: string): void {
  logger.warn(
    { peer },
    `A request from ${peer} says in X-Forwarded-For or Forwarded that its visitor is elsewhere, and is not believed. If ${peer} is your proxy, ` +
      'add its address to TRUST_PROXY and let it send X-Forwarded-For; until then everybody behind it counts as one visitor, and links ' +
      'bound to addresses are refused to them',
  )
}

/** `192.0.2.1:5` and `[2001:db8::1]:5`, as some proxies write it; what is written otherwise stays as it is. */
function withoutPort(text: string): string {
  const [, ipv6, ipv4] = /^\s*(?:\[([^[\]]*)\]|(\d+\.\d+\.\d+\.\d+))(?::\d{1,5})?\s*$/.exec(text) ?? []
  return ipv6 ?? ipv4 ?? text
}
