/**
 * One data centre: a listening TCP address with its own RSA key, authorization keys and sessions.
 * It knows MTProto and nothing of accounts: what a call means is the dispatcher's business.
 */
import type { Clock, Randomness } from './clock.js'
import type { Dispatcher } from './dispatcher.js'
import type { FaultPoints } from './faults.js'
import type { CallObserver } from './mtproto/call-observer.js'
import type { SessionObserver } from './mtproto/session.js'
import type { Network } from './network/network.js'

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
  private constructor(readonly info: DataCentreInfo) {}

  static start(_options: DataCentreOptions): Promise<DataCentre> {
    return Promise.reject(new Error('not built yet'))
  }

  /** The data centre goes away: refuses new connections and drops the open ones. Keys and sessions stay. */
  async stopListening(): Promise<void> {}

  /** Comes back on the same address and port. */
  async resume(): Promise<void> {}

  /** Drops every open connection, of one account if given; clients reconnect at once. */
  dropConnections(_accountId?: number): void {}

  /** Forgets authorization keys, of one account if given: their next message is answered by transport error -404. */
  forgetAuthKeys(_accountId?: number): void {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
