/** A connection to a server that loses an answer when it is told to: the server has done what was asked, and nobody learns of it. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Where a message's first field is, which names the command: behind header, flags, kind of section, document length and field type. */
const COMMAND_NAME_AT = 26

export class LossyWire implements AsyncDisposable {
  readonly #sockets = new Set<Socket>()
  #unlucky: string | null = null

  private constructor(
    private readonly listener: Server,
    target: URL,
  ) {
    listener.on('connection', (client) => this.#join(client, connect(Number(target.port), target.hostname)))
  }

  static async to(url: string): Promise<LossyWire> {
    const listener = createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return new LossyWire(listener, new URL(url))
  }

  get url(): string {
    return `mongodb://127.0.0.1:${(this.listener.address() as AddressInfo).port}/`
  }

  /** The answer to the next command of this name is lost, with the connection it would have come on. */
  loseAnswerTo(commandName: string): void {
    this.#unlucky = commandName
  }

  /** No command was unlucky since: the test has tested nothing. */
  get isWaiting(): boolean {
    return this.#unlucky !== null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.listener.close()
    await once(this.listener, 'close')
  }

  #join(client: Socket, server: Socket): void {
    let isLosing = false
    client.on('data', (data) => {
      if (this.#unlucky !== null && commandIn(data) === this.#unlucky) {
        this.#unlucky = null
        isLosing = true
      }
      server.write(data)
    })
    server.on('data', (data) => (isLosing ? client.destroy() : client.write(data)))
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
    }
  }
}

function commandIn(message: Buffer): string {
  return message.toString('latin1', COMMAND_NAME_AT, message.indexOf(0, COMMAND_NAME_AT))
}
