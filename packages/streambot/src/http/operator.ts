/**
 * Who may look behind the scenes: somebody on this machine, or who has the token. A proxy on this machine is not somebody on it: a request that says
 * it was passed on, that comes from a proxy of TRUST_PROXY, or that asks for another host, came from elsewhere.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList, isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
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

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** @param token null: there is none. @throws HttpError metrics_closed, metrics_token_wrong */
export function requireOperator(request: FastifyRequest, token: string | null): void {
  if (isOnThisMachine(request)) return
  if (token === null) throw new HttpError('metrics_closed')
  const shown = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (shown !== undefined && isSame(shown, token)) return
  throw new HttpError('metrics_token_wrong', { 'www-authenticate': 'Bearer realm="Metrics"' })
}

function isOnThisMachine(request: FastifyRequest): boolean {
  const address = (request.raw.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  if (isFromProxy(request) || PASSED_ON.some((name) => request.headers[name] !== undefined)) return false
  if (!loopback.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')) return false
  // A page of somebody else whose name was made to lead here.
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '')
}

/** Takes as long whatever is alike. */
function isSame(shown: string, token: string): boolean {
  const [a, b] = [shown, token].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(a, b)
}
