/** Node's own server with our patience: how much of a request it reads, and for how long it waits. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { HttpTimeouts } from './http-deps.js'

export const MAX_HEADER_BYTES = 16 * 1024
const DEFAULT_TIMEOUTS: HttpTimeouts = {
  headersMs: 15_000,
  requestMs: 30_000,
  /** Longer than the minute after which load balancers drop idle connections: the side that forwards should be first. */
  keepAliveMs: 72_000,
}
/** Of all visitors. Each costs some 20 KB and a file descriptor while it does nothing. */
const DEFAULT_MAX_CONNECTIONS = 10_000

export interface NodeServerOptions {
  readonly timeouts?: Partial<HttpTimeouts>
  readonly maxConnections?: number
}

export function createNodeServer({ timeouts, maxConnections }: NodeServerOptions, serve: RequestListener): Server {
  const { headersMs, requestMs, keepAliveMs } = { ...DEFAULT_TIMEOUTS, ...timeouts }
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    // Node looks twice a minute by itself, which would make of 15 seconds up to 45.
    connectionsCheckingInterval: Math.ceil(headersMs / 5),
  }
  const server = createServer(options, serve)
  server.maxConnections = maxConnections ?? DEFAULT_MAX_CONNECTIONS
  return server
}
