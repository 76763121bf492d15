/**
 * How many connections one address may hold. Behind a trusted proxy connections are the proxy's, so there it is requests in flight. Whoever has
 * too many is told so by the answer on the next one, and it is closed; whoever goes on all the same is not even answered.
 */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { addressOf, isFromProxy, type Trust } from './client-address.js'
import { HttpError } from './error-response.js'

/** Of its limit; connections beyond are closed at once. */
const TIMES_ANSWERED = 2

export interface ConnectionLimitOptions {
  /** null: no limit. */
  readonly perAddress: number | null
  /** Addresses that count as one. */
  readonly networkOf: (address: string) => string
  readonly trust: Trust
}

export function limitConnections(app: FastifyInstance, { perAddress, networkOf, trust }: ConnectionLimitOptions): void {
  if (perAddress === null) return
  const sockets = new Held()
  const requests = new Held()
  const refused = new WeakSet<Socket>()

  app.server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    if (address === undefined || trust(address)) return
    const network = networkOf(address)
    const held = sockets.take(network)
    socket.once('close', () => sockets.release(network))
    if (held > perAddress) refused.add(socket)
    if (held > perAddress * TIMES_ANSWERED) socket.destroy()
  })

  app.addHook('onRequest', (request, reply, done) => {
    if (refused.has(request.raw.socket)) {
      reply.header('connection', 'close')
      return done(new HttpError('too_many_connections'))
    }
    if (!isFromProxy(request)) return done()
    const network = networkOf(addressOf(request))
    const held = requests.take(network)
    reply.raw.once('close', () => requests.release(network))
    done(held > perAddress ? new HttpError('too_many_connections') : undefined)
  })
}

/** Never larger than what is open. */
class Held {
  readonly #counts = new Map<string, number>()

  /** @returns how many that makes */
  take(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return count
  }

  release(key: string): void {
    const count = (this.#counts.get(key) ?? 0) - 1
    if (count > 0) this.#counts.set(key, count)
    else this.#counts.delete(key)
  }
}
