/**
 * The id of a request, under which the log tells of it. A trusted proxy's own is taken over, so that both logs agree, where it is harmless to write
 * down and no request in flight has it: streams are known by it, and two under one name could not both be ended. No longer than an id of our own: it
 * stands in buttons and addresses.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isFromProxy } from './client-address.js'

const HARMLESS = /^[A-Za-z0-9][A-Za-z0-9._:+/=@-]{0,35}$/

export class RequestIds {
  readonly #inFlight = new Set<string>()

  /** Call once the answer has its connection: it is told then when that closes. */
  takeOver(request: FastifyRequest, reply: FastifyReply): void {
    const said = request.headers['x-request-id']
    if (typeof said !== 'string' || !HARMLESS.test(said) || this.#inFlight.has(said) || !isFromProxy(request)) return
    this.#inFlight.add(said)
    reply.raw.once('close', () => this.#inFlight.delete(said))
    request.id = said
  }
}
