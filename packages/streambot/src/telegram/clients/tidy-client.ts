/**
 * The library's client, without what it leaves behind when it is destroyed: in the middle of handling updates a call that nobody hears fail, which
 * ends the process, and a timer of half a minute, which keeps it alive; in the middle of connecting, a connection. Nor is a call lost with it
 * because another one was given up: those that may be wait for the line here, and are given up in the library only when they have left.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MustEqual, RpcCallOptions, tl } from '@mtcute/core'
import { BaseTelegramClient, type BaseTelegramClientOptions } from '@mtcute/node'
import { untilAborted } from '../../core/until-aborted.js'
import { HomeLine } from './home-line.js'
import { StoppableTransport } from './stoppable-transport.js'

type TidyClientOptions = BaseTelegramClientOptions & Required<Pick<BaseTelegramClientOptions, 'reconnectionStrategy'>>

export class TidyClient extends BaseTelegramClient {
  readonly line: HomeLine
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
    this.line = new HomeLine(this.mt)
    // Whoever needs it hears so; the library writes it to standard error as it is.
    this.mt._config.params.onError = () => {}
  }

  /** One that comes too late fails here: the library would fail a second promise, which it keeps to itself. */
  override async call<T extends tl.RpcMethod>(
    message: MustEqual<T, tl.RpcMethod>,
    params?: RpcCallOptions,
  ): Promise<tl.RpcCallReturn[T['_']]> {
    if (this.destroyed) throw destroyed()
    const { abortSignal, dcId } = params ?? {}
    const isAtHome = dcId === undefined || dcId === this.mt.network.getPrimaryDcId()
    if (!isAtHome) await this.#learnOf(dcId, abortSignal)
    if (!abortSignal || !isAtHome) return super.call(message, params)
    await this.line.opened(abortSignal)
    abortSignal.throwIfAborted()
    if (this.destroyed) throw destroyed()
    const givenUp = new AbortController()
    const giveUp = () => this.#whenLeft(() => givenUp.abort(abortSignal.reason))
    abortSignal.addEventListener('abort', giveUp, { once: true })
    const answered = super.call(message, { ...params, abortSignal: givenUp.signal })
    return untilAborted(answered, abortSignal).finally(() => abortSignal.removeEventListener('abort', giveUp))
  }

  /**
   * Where the library finds no address of a data centre, it fails a promise that it keeps to itself, and looks again for ever.
   * @throws the signal's reason; Error where there is none
   */
  async #learnOf(dcId: number, signal: AbortSignal | undefined): Promise<void> {
    const config = this.mt._config
    const old = config.isStale ? config.getCached() : null
    if (config.isStale) await (signal ? untilAborted(config.update(), signal) : config.update())
    if (this.destroyed) throw destroyed()
    // By a clock that is ahead, what was told a moment ago is old too.
    const told = config.getCached()
    const isNamed = told !== old && told?.dcOptions.some((option) => option.id === dcId && isPlain(option))
    if (!isNamed) throw new Error(`Telegram names no address of data centre ${dcId}`)
  }

  /** What the library has to send has been sent. */
  #whenLeft(act: () => void): void {
    void this.line
      .opened()
      .then(() => nextTurn())
      .then(act, () => {})
  }

  override async destroy(): Promise<void> {
    this.#transport.stop()
    this.line.end(destroyed())
    // A connection that is told so makes no plans for its next ping, which is two minutes away, while it is being closed or after that.
    this.mt.network.notifyNetworkChanged(false)
    await super.destroy()
    this.#transport.closeAll()
    // An update that is being handled comes to its end, and whatever it has left to be written later is of no use any more.
    await new Promise((resolve) => setImmediate(resolve))
    await this.storage.peers.close()
  }
}

/** One that the library looks for. */
function isPlain({ tcpoOnly, ipv6, mediaOnly, cdn }: tl.RawDcOption): boolean {
  return !tcpoOnly && !ipv6 && !mediaOnly && !cdn
}

function destroyed(): Error {
  return new Error('The client is destroyed')
}
