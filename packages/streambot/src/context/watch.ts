/** What there is to watch, read from where it is. */
import type { Broadcasts } from '../actions/broadcasts.js'
import type { HttpServer } from '../http/http-server.js'
import { version } from '../version.js'
import type { Context } from './context.js'

export function watch(context: Context, http: HttpServer, broadcasts: Broadcasts): void {
  const { clock, metrics, clients, streaming, stores } = context
  let connections = 0
  http.app.server.on('connection', (socket) => {
    connections++
    socket.once('close', () => connections--)
  })
  metrics.watch({
    version,
    clock,
    clients: () => clients.describe(),
    openStreams: () => streaming.streams.size,
    connections: () => connections,
    memory: () => streaming.memory.snapshot(),
    parts: () => streaming.partCounts,
    isStoreUp: () => stores.trouble === null,
  })
  broadcasts.onProgress(({ state, people, sent, unreachable, failed }) => {
    metrics.meters.broadcast = { state, people, sent, unreachable, failed }
  })
}
