/**
 * One data centre: a listening TCP address with its own RSA key, authorization keys and sessions.
 * It knows MTProto and nothing of accounts: what a call means is the dispatcher's business.
 */
import { initialiseAesIge } from '@streambot/aes-ige'
import { type Clock, type Randomness, systemClock, systemRandomness } from './clock.js'
import type { Dispatcher } from './dispatcher.js'
import { type FaultPoints, noFaults } from './faults.js'
import { type CallObserver, noCallObserver } from './mtproto/call-observer.js'
import { generateRsaKey, type RsaKey } from './mtproto/rsa.js'
import { noSessionObserver, type SessionObserver } from './mtproto/session.js'
import { Network } from './network/network.js'
import { Listener } from './listener.js'
import { type ConnectionView, WireServer } from './mtproto/wire-server.js'

export interface DataCentreOptions {
  readonly id: number
  /** A loopback address of its own: some clients find a data centre by its address. */
  readonly host: string
  /** 0 lets the system choose; the choice is kept over `stopListening` and `resume`. */
  readonly port?: number
  readonly dispatcher: Dispatcher
  readonly clock?: Clock
  readonly randomness?: Randomness
  readonly network?: Network
  readonly faults?: FaultPoints
  readonly sessions?: SessionObserver
  readonly calls?: CallObserver
  /** A key of an earlier data centre, so that clients that trust it go on trusting; by default a new one. */
  readonly rsa?: RsaKey
  /** Told of handlers that threw something other than RpcError; by default on stderr. */
  readonly onError?: (error: unknown) => void
}

export interface DataCentreInfo {
  readonly id: number
  readonly host: string
  readonly port: number
  /** The RSA public key, PKCS#1 PEM. */
  readonly publicKeyPem: string
  /** The low 64 bits of the key's SHA-1 as 16 hex digits, most significant first. */
  readonly fingerprint: string
}

export class DataCentre implements AsyncDisposable {
  private constructor(
    readonly info: DataCentreInfo,
    private readonly listener: Listener,
    private readonly wire: WireServer,
  ) {}

  static async start(options: DataCentreOptions): Promise<DataCentre> {
    const { id, host, faults = noFaults } = options
    const [rsa, aes] = await Promise.all([options.rsa ?? generateRsaKey(), initialiseAesIge()])
    const wire = new WireServer({
      dcId: id,
      rsa,
      aes,
      dispatcher: options.dispatcher,
      clock: options.clock ?? systemClock,
      randomness: options.randomness ?? systemRandomness,
      network: options.network ?? new Network(),
      faults,
      sessions: options.sessions ?? noSessionObserver,
      calls: options.calls ?? noCallObserver,
      onError: options.onError ?? ((error) => console.error(error)),
    })
    const listener = new Listener(host, options.port ?? 0, (socket) => wire.accept(socket))
    await listener.open()
    const { publicKeyPem, fingerprint } = rsa
    return new DataCentre({ id, host, port: listener.port, publicKeyPem, fingerprint }, listener, wire)
  }

  /** The data centre goes away: refuses new connections and drops the open ones. Keys and sessions stay. */
  async stopListening(): Promise<void> {
    await this.listener.close()
  }

  /** Comes back on the same address and port. */
  async resume(): Promise<void> {
    await this.listener.open()
  }

  /** The open connections, as they are now. */
  connections(): ConnectionView[] {
    return this.wire.connections()
  }

  /** Drops every open connection, of one account if given; clients reconnect at once. */
  dropConnections(accountId?: number): void {
    this.wire.dropConnections(accountId)
  }

  /** Forgets authorization keys, of one account if given: their next message is answered by transport error -404. */
  forgetAuthKeys(accountId?: number): void {
    this.wire.forgetAuthKeys(accountId)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.listener.close()
    this.wire.dispose()
  }
}
