/**
 * Listens while the server starts, which may take as long as a database is away: whoever asks is told so, and to come again. Once there is a
 * server, it goes on with the same socket, so that nobody is turned away in between.
 */
import { once } from 'node:events'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import { StreamBotError } from '../core/errors.js'
import { CLOSED_HEADERS } from './common-headers.js'
import { toErrorResponse, toProblem } from './error-response.js'
import { toListenError } from './listen-error.js'
import { createNodeServer } from './node-server.js'

const OPERATING = /\/(healthz|readyz)(\?|$)/

export class WaitingRoom implements AsyncDisposable {
  readonly #server: Server
  #serve: RequestListener
  #next: RequestListener | null = null

  /** @param reason what the start waits for, for people; null: nothing in particular */
  private constructor(private readonly reason: () => string | null) {
    this.#serve = (request, response) => this.#refuse(request, response)
    this.#server = createNodeServer({}, (request, response) => this.#serve(request, response))
  }

  /** @throws StreamBotError bad_config */
  static async open(
    address: { readonly host: string; readonly port: number },
    reason: () => string | null,
  ): Promise<WaitingRoom> {
    const room = new WaitingRoom(reason)
    room.#server.listen({ host: address.host, port: address.port })
    await once(room.#server, 'listening').catch((error: unknown) => {
      throw toListenError(error, address)
    })
    return room
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** What goes on with the socket. @param serve answers once people are let in */
  serverFor(serve: RequestListener): Server {
    this.#next = serve
    return this.#server
  }

  letIn(): void {
    this.#serve = this.#next ?? this.#serve
  }

  /** Of a start that failed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  #refuse({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const reason = this.reason()
    const reasons = ['The server is starting', ...(reason === null ? [] : [reason])]
    const refusal = toErrorResponse(new StreamBotError('shutting_down', 'The server is starting'))
    const isOperating = OPERATING.test(url)
    const body = isOperating ? JSON.stringify({ status: 'not ready', reasons }) : toProblem(refusal)
    response.writeHead(refusal.status, {
      ...refusal.headers,
      ...CLOSED_HEADERS,
      'content-type': isOperating ? 'application/json; charset=utf-8' : 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-request-id': randomUUID(),
      // What comes later comes to the server itself.
      connection: 'close',
    })
    response.end(body)
  }
}
