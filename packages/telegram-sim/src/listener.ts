/** A TCP address that can stop listening and come back where it was. */
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

export class Listener {
  #server: Server | null = null
  readonly #sockets = new Set<Socket>()
  #port: number

  constructor(
    readonly host: string,
    port: number,
    readonly onSocket: (socket: Socket) => void,
  ) {
    this.#port = port
  }

  get port(): number {
    return this.#port
  }

  async open(): Promise<void> {
    if (this.#server) return
    const server = createServer((socket) => this.#accept(socket))
    this.#server = server
    server.listen(this.#port, this.host)
    await once(server, 'listening')
    const address = server.address()
    if (address !== null && typeof address === 'object') this.#port = address.port
  }

  /** Stops listening and drops what is connected. */
  async close(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = null
    server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(server, 'close')
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    this.onSocket(socket)
  }
}
