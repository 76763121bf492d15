/**
 * Where a bot's data connections begin: the address of a data centre, the bot's key there, and its authorization, which is
 * exported from its home once and then stays with the key (core.telegram.org/api/datacenter).
 */
import type { tl } from '@mtcute/core'
import type { BaseTelegramClient } from '@mtcute/node'
import type { AesIge } from '@streambot/aes-ige'
import { boundedCall } from '../bounded-call.js'
import { AuthKey } from './auth-key.js'
import type { DataConnection, Introduction } from './data-connection.js'
import type { Endpoint } from './packet-socket.js'

/** The library finds out that a key is forgotten by dialling twice, and makes another over a third connection. */
const KEY_TIMEOUT_MS = 20_000
const CALL_TIMEOUT_MS = 10_000
/** Repeated exports earn waits of more than 1,000 s: all who meet a key that is not known share one. */
const MIN_BETWEEN_EXPORTS_MS = 5_000

export class DataCentreAccess {
  readonly #exports = new Map<number, { readonly atMs: number; readonly done: Promise<void> }>()

  constructor(
    private readonly base: BaseTelegramClient,
    private readonly aesIge: Pick<AesIge, 'encrypt'>,
  ) {}

  get homeDcId(): number {
    return this.base.mt.network.getPrimaryDcId()
  }

  get introduction(): Introduction {
    const { mt, params } = this.base
    return {
      layer: mt._layer,
      readers: mt._readerMap,
      writers: mt._writerMap,
      initConnection: {
        _: 'initConnection',
        apiId: params.apiId,
        deviceModel: 'StreamBot',
        systemVersion: '1.0',
        appVersion: '1.0',
        systemLangCode: 'en',
        langPack: '',
        langCode: 'en',
      },
    }
  }

  async endpoint(dcId: number, signal: AbortSignal): Promise<Endpoint> {
    const option = await boundedCall(signal, CALL_TIMEOUT_MS, () =>
      this.base.mt._config.findOption({
        dcId,
        allowIpv6: false,
        preferIpv6: false,
        allowMedia: true,
        preferMedia: true,
        cdn: false,
      }),
    )
    if (!option) throw new Error(`Telegram names no address of data centre ${dcId}`)
    return { host: option.ipAddress, port: option.port }
  }

  /** @param isForgotten the data centre does not know the key that is kept: the library finds out and makes another */
  async key(dcId: number, isForgotten: boolean, signal: AbortSignal): Promise<AuthKey> {
    const kept = await this.#keptKey(dcId)
    if (kept && !isForgotten) return new AuthKey(kept, this.aesIge)
    await boundedCall(signal, KEY_TIMEOUT_MS, (limits) =>
      this.base.call({ _: 'help.getNearestDc' }, { ...limits, dcId }),
    )
    const made = await this.#keptKey(dcId)
    if (!made) throw new Error(`There is no key for data centre ${dcId}`)
    // A new key has never been made known: that is no repetition.
    if (kept && !Buffer.from(kept).equals(made)) this.#exports.delete(dcId)
    return new AuthKey(made, this.aesIge)
  }

  /**
   * Makes the bot known at a data centre that is not its home. All who wait share one export.
   * @throws tl.RpcError
   */
  authorize(dcId: number, connection: DataConnection, signal: AbortSignal): Promise<void> {
    const last = this.#exports.get(dcId)
    if (last && performance.now() - last.atMs < MIN_BETWEEN_EXPORTS_MS) return last.done
    const done = this.#authorize(dcId, connection, signal)
    this.#exports.set(dcId, { atMs: performance.now(), done })
    return done
  }

  async #authorize(dcId: number, connection: DataConnection, signal: AbortSignal): Promise<void> {
    const exported: tl.auth.TypeExportedAuthorization = await boundedCall(signal, CALL_TIMEOUT_MS, (limits) =>
      this.base.call({ _: 'auth.exportAuthorization', dcId }, limits),
    )
    await boundedCall(signal, CALL_TIMEOUT_MS, ({ abortSignal }) =>
      connection.importAuthorization(exported.id, exported.bytes, abortSignal),
    )
  }

  async #keptKey(dcId: number): Promise<Uint8Array | null> {
    return this.base.mt.storage.provider.authKeys.get(dcId)
  }
}
