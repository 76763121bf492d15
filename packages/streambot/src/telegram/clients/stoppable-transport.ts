/**
 * Connections to Telegram that end with their client. The library waits for one that is being made, minutes where nobody answers, and leaves one open
 * that comes after all, which keeps the process alive.
 */
import { once } from 'node:events'
import { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { TcpConnection } from '@fuman/node'
import type { BasicDcOption } from '@mtcute/core/utils.js'
import { TcpTransport } from '@mtcute/node'

export class StoppableTransport extends TcpTransport {
  /** As many as the client has connections. */
  readonly #sockets = new Set<Socket>()
  #isStopped = false

  get isStopped(): boolean {
    return this.#isStopped
  }

  override async connect({ ipAddress, port }: BasicDcOption): Promise<TcpConnection> {
    if (this.#isStopped) {
      // Whoever dials again at once leaves room for whoever closes.
      await nextTurn()
      throw stopped()
    }
    const socket = new Socket()
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    socket.connect(port, ipAddress)
    await once(socket, 'connect')
    const connection = new TcpConnection(socket)
    connection.setNoDelay(true)
    connection.setKeepAlive(true)
    return connection
  }

  /** No new ones, and none of those that are being made. */
  stop(): void {
    this.#isStopped = true
    for (const socket of this.#sockets) if (socket.connecting) socket.destroy(stopped())
  }

  /** What nobody closed. */
  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

function stopped(): Error {
  return new Error('The client is stopped')
}
