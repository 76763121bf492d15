/**
 * The library's client, without what it leaves behind when it is destroyed in the middle of handling updates: a call that nobody hears fail, which
 * ends the process, and a timer of half a minute, which keeps it alive.
 */
import type { MustEqual, RpcCallOptions, tl } from '@mtcute/core'
import { BaseTelegramClient } from '@mtcute/node'

export class TidyClient extends BaseTelegramClient {
  /** One that comes too late fails here: the library would fail a second promise, which it keeps to itself. */
  override async call<T extends tl.RpcMethod>(
    message: MustEqual<T, tl.RpcMethod>,
    params?: RpcCallOptions,
  ): Promise<tl.RpcCallReturn[T['_']]> {
    if (this.destroyed) throw new Error('The client is destroyed')
    return super.call(message, params)
  }

  override async destroy(): Promise<void> {
    await super.destroy()
    // An update that is being handled comes to its end, and whatever it has left to be written later is of no use any more.
    await new Promise((resolve) => setImmediate(resolve))
    await this.storage.peers.close()
  }
}
