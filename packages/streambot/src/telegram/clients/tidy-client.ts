/**
 * The library's client, without what it leaves behind when it is destroyed: in the middle of handling updates a call that nobody hears fail, which
 * ends the process, and a timer of half a minute, which keeps it alive; in the middle of connecting, a connection.
 */
import type { MustEqual, RpcCallOptions, tl } from '@mtcute/core'
import { BaseTelegramClient, type BaseTelegramClientOptions } from '@mtcute/node'
import { StoppableTransport } from './stoppable-transport.js'

type TidyClientOptions = BaseTelegramClientOptions & Required<Pick<BaseTelegramClientOptions, 'reconnectionStrategy'>>

export class TidyClient extends BaseTelegramClient {
  readonly #transport: StoppableTransport

  constructor(options: TidyClientOptions) {
    const { reconnectionStrategy } = options
    const transport = new StoppableTransport()
    super({
      ...options,
      transport,
      // Whoever waits to dial again is not always told that there is an end.
      reconnectionStrategy: (state) => (transport.isStopped ? 0 : reconnectionStrategy(state)),
    })
    this.#transport = transport
  }

  /** One that comes too late fails here: the library would fail a second promise, which it keeps to itself. */
  override async call<T extends tl.RpcMethod>(
    message: MustEqual<T, tl.RpcMethod>,
    params?: RpcCallOptions,
  ): Promise<tl.RpcCallReturn[T['_']]> {
    if (this.destroyed) throw new Error('The client is destroyed')
    return super.call(message, params)
  }

  override async destroy(): Promise<void> {
    this.#transport.stop()
    // A connection that is told so makes no plans for its next ping, which is two minutes away, while it is being closed or after that.
    this.mt.network.notifyNetworkChanged(false)
    await super.destroy()
    this.#transport.closeAll()
    // An update that is being handled comes to its end, and whatever it has left to be written later is of no use any more.
    await new Promise((resolve) => setImmediate(resolve))
    await this.storage.peers.close()
  }
}
