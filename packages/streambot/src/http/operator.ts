/**
 * Who may look behind the scenes: somebody on this machine, or who has the token. A proxy on this machine is not somebody on it: a request that says
 * it was passed on, that comes from a proxy of TRUST_PROXY, or that asks for another host, came from elsewhere. Where links begin with another
 * host, only the token counts.
 */
import { BlockList, isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { areSame } from '../core/are-same.js'
import { bearerOf } from './bearer.js'
import { isFromProxy } from './client-address.js'
import { HttpError } from './error-response.js'

const PASSED_ON = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'via',
  'cf-connecting-ip',
]

const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

export interface OperatorOptions {
  /** null: there is none. */
  readonly token: string | null
  /** What links begin with; null: with what the visitor came by. */
  readonly baseUrl: string | null
}

/** @throws HttpError metrics_closed, metrics_token_wrong */
export function requireOperator(request: FastifyRequest, { token, baseUrl }: OperatorOptions): void {
  if (!isAskedElsewhere(baseUrl) && isOnThisMachine(request)) return
  if (token === null) throw new HttpError('metrics_closed')
  const shown = bearerOf(request)
  if (shown !== null && areSame(shown, token)) return
  throw new HttpError('metrics_token_wrong', { 'www-authenticate': 'Bearer realm="Metrics"' })
}

/** Then a proxy brings the visitors, most likely one on this machine, and by its defaults it leaves nothing to tell it from somebody here. */
function isAskedElsewhere(baseUrl: string | null): boolean {
  return baseUrl !== null && !LOOPBACK_HOST.test(new URL(baseUrl).host)
}

function isOnThisMachine(request: FastifyRequest): boolean {
  // What asks here speaks it; many proxies ask by 1.0 unless told otherwise.
  if (request.raw.httpVersion !== '1.1') return false
  const address = (request.raw.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  if (isFromProxy(request) || PASSED_ON.some((name) => request.headers[name] !== undefined)) return false
  if (!loopback.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')) return false
  // A page of somebody else whose name was made to lead here.
  return LOOPBACK_HOST.test(request.headers.host ?? '')
}
