/**
 * Where a visitor comes from: the last address in X-Forwarded-For, or else in Forwarded (RFC 7239), that no trusted proxy has, or else who holds the
 * connection. What a proxy says that is no address stands for nobody: never for the proxy itself, which may be let in where its visitors are not.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import proxyAddr from '@fastify/proxy-addr'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from '../logger.js'
import { parseForwarded } from './forwarded.js'

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

/** Says whether a proxy's word counts, by its address. */
export type Trust = (address: string) => boolean

/** @param proxies as `HttpOptions.trustProxy` */
export function toTrust(proxies: false | readonly string[] | undefined): Trust {
  if (!proxies || proxies.length === 0) return () => false
  const trusts = proxyAddr.compile([...proxies])
  return (address) => trusts(address, 0)
}

/** The peer is a proxy that is trusted. */
export function isFromProxy(request: FastifyRequest): boolean {
  return request.proxy !== null
}

/** How the visitor came, as a trusted proxy says; null where it does not. Without a proxy this server is asked over http. */
export function protocolOf(request: FastifyRequest): 'http' | 'https' | null {
  return request.proxy === null ? 'http' : request.proxy.protocol
}

/** What the visitor came by. */
export function hostOf(request: FastifyRequest): string {
  return request.proxy?.host ?? request.headers.host ?? ''
}

interface ProxyWord {
  readonly protocol: 'http' | 'https' | null
  readonly host: string | null
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What a trusted proxy says of its visitor; null: no such proxy has the connection. */
    proxy: ProxyWord | null
  }
}

/** Before anybody asks where a visitor comes from. Tells once of a proxy that is not trusted. */
export function readForwarded(app: FastifyInstance, trust: Trust, logger: Logger): void {
  let isTold = false
  app.decorateRequest('proxy', null)
  app.addHook('onRequest', (request, _reply, done) => {
    const peer = request.raw.socket.remoteAddress ?? UNKNOWN
    if (trust(peer)) request.proxy = readProxyWord(request.raw.headers, peer, trust)
    if (!isTold && !isAddressKnown(request)) {
      isTold = true
      tellOfStranger(logger, peer)
    }
    done()
  })
}

/**
 * Leaves X-Forwarded-For for the framework to read. Where a proxy writes it, Forwarded is passed over: a proxy that knows the one of them passes on
 * what visitors write into the other.
 */
function readProxyWord(headers: IncomingHttpHeaders, peer: string, trust: Trust): ProxyWord {
  const forwardedFor = headers['x-forwarded-for']
  if (typeof forwardedFor !== 'string' && headers.forwarded !== undefined) {
    const hops = parseForwarded(headers.forwarded)
    const names = hops?.map((hop) => withoutPort(hop.for ?? UNKNOWN)) ?? [UNKNOWN]
    if (hops?.every((hop) => hop.for === null) !== true) headers['x-forwarded-for'] = names.join(',')
    const hop = hops?.[visitorAt(names, trust)]
    return toProxyWord(hop?.proto, hop?.host)
  }
  // A proxy that is named with its port is known by its address all the same.
  const names = typeof forwardedFor === 'string' ? forwardedFor.split(',').map(withoutPort) : [peer]
  if (typeof forwardedFor === 'string') headers['x-forwarded-for'] = names.join(',')
  const at = visitorAt(names, trust)
  return toProxyWord(entryOf(headers['x-forwarded-proto'], at, names), entryOf(headers['x-forwarded-host'], at, names))
}

/** Of the proxy that the visitor asked: the nearest name, seen from here, that is no trusted proxy's. */
function visitorAt(names: readonly string[], trust: Trust): number {
  const at = names.findLastIndex((name) => !trust(name.trim()))
  return Math.max(0, at)
}

/** Proxies that each add an entry have said it in the same place; of others the nearest one counts. */
function entryOf(header: string | string[] | undefined, at: number, names: readonly string[]): string | undefined {
  const entries = [header ?? []].flat().join(',').split(',')
  return (entries.length === names.length ? entries[at] : entries.at(-1))?.trim()
}

function toProxyWord(protocol: string | null | undefined, host: string | null | undefined): ProxyWord {
  const known = protocol?.toLowerCase()
  return { protocol: known === 'https' || known === 'http' ? known : null, host: host || null }
}

function tellOfStranger(logger: Logger, peer: string): void {
  logger.warn(
    { peer },
    `A request from ${peer} says in X-Forwarded-For or Forwarded that its visitor is elsewhere, and is not believed. If ${peer} is your proxy, ` +
      'add its address to TRUST_PROXY and let it send X-Forwarded-For or Forwarded; until then everybody behind it counts as one visitor, and links ' +
      'bound to addresses are refused to them',
  )
}

/** `192.0.2.1:5` and `[2001:db8::1]:5`, as some proxies write it; what is written otherwise stays as it is. */
function withoutPort(text: string): string {
  const [, ipv6, ipv4] = /^\s*(?:\[([^[\]]*)\]|(\d+\.\d+\.\d+\.\d+))(?::\d{1,5})?\s*$/.exec(text) ?? []
  return ipv6 ?? ipv4 ?? text
}
