/** A connection to the server that breaks: after so many bytes of whoever sends, for both sides, or for the sender alone. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Cut {
  /** Of all connections together. */
  readonly afterBytes: number
  /** The server does not hear of it. */
  readonly isHalf?: boolean
}

export class CuttingProxy {
  sentBytes = 0
  #cutsDone = 0
  /** Breaks the connection that answers next, once its answer has begun. */
  losesAnswerTo: RegExp | null = null
  readonly #sockets = new Set<Socket>()

  private constructor(
    readonly baseUrl: string,
    private readonly targetPort: number,
    private readonly cuts: readonly Cut[],
  ) {}

  /** Ends with the test. @param cuts in rising order */
  static async to(server: { readonly baseUrl: string }, cuts: readonly Cut[] = []): Promise<CuttingProxy> {
    const listener = createServer()
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    const proxy = new CuttingProxy(`http://127.0.0.1:${port}`, Number(new URL(server.baseUrl).port), cuts)
    listener.on('connection', (socket) => proxy.#join(socket))
    onTestFinished(() => {
      for (const socket of proxy.#sockets) socket.destroy()
      listener.close()
    })
    return proxy
  }

  get cutsDone(): number {
    return this.#cutsDone
  }

  #join(client: Socket): void {
    const server = connect(this.targetPort, '127.0.0.1')
    let isHalf = false
    for (const socket of [client, server]) {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => this.#sockets.delete(socket))
    }
    client.on('close', () => isHalf || server.destroy())
    server.on('close', () => client.destroy())
    client.on('data', (data: Buffer) => {
      this.sentBytes += data.length
      const cut = this.cuts[this.#cutsDone]
      if (cut && this.sentBytes >= cut.afterBytes) {
        this.#cutsDone++
        isHalf = cut.isHalf === true
        client.destroy()
        if (!isHalf) server.destroy()
        return
      }
      if (!server.write(data)) {
        client.pause()
        server.once('drain', () => client.resume())
      }
    })
    server.on('data', (data: Buffer) => {
      if (this.losesAnswerTo?.test(data.toString('latin1')) === true) {
        this.losesAnswerTo = null
        client.destroy()
        return
      }
      client.write(data)
    })
  }
}
