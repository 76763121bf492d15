/** The MTProto side of a data centre, wired together: everything but the listening socket. */
import type { AesIge } from '@streambot/aes-ige'
import type { Socket } from 'node:net'
import type { Clock, Randomness } from '../clock.js'
import type { Dispatcher } from '../dispatcher.js'
import type { FaultPoints } from '../faults.js'
import type { Network } from '../network/network.js'
import { AccountMeterTable } from '../network/rate-meter.js'
import type { CallObserver } from './call-observer.js'
import { CallRunner } from './call-runner.js'
import { Connection, type ConnectionDeps } from './connection.js'
import { KeyStore } from './key-store.js'
import { ServerMessageIds } from './message-ids.js'
import { MessageRouter } from './message-router.js'
import { Retention } from './retention.js'
import type { RsaKey } from './rsa.js'
import { Salts } from './salts.js'
import type { PermanentKey, ServerKey } from './server-key.js'
import { ServiceMessages } from './service-messages.js'
import type { SessionObserver } from './session.js'
import { SessionRegistry } from './session-registry.js'
import { SlabPool } from './slab-pool.js'

export interface WireServerOptions {
  readonly dcId: number
  readonly rsa: RsaKey
  readonly aes: AesIge
  readonly dispatcher: Dispatcher
  readonly clock: Clock
  readonly randomness: Randomness
  readonly network: Network
  readonly faults: FaultPoints
  readonly sessions: SessionObserver
  readonly calls: CallObserver
  readonly onError: (error: unknown) => void
}

/** An open connection, as it is now. */
export interface ConnectionView {
  readonly dcId: number
  /** Null until its first message under a key that is logged in. */
  readonly accountId: number | null
  readonly openedAt: number
  /** Calls that came and are not answered yet. */
  readonly runningCalls: number
  /** File bytes answered on it; above 0 marks a connection that downloads. */
  readonly fileBytes: number
}

export class WireServer {
  readonly #connections = new Set<Connection>()
  readonly #keys: KeyStore
  readonly #sessions: SessionRegistry
  readonly #connectionDeps: ConnectionDeps

  constructor(readonly options: WireServerOptions) {
    const { clock, randomness } = options
    const messageIds = new ServerMessageIds(clock)
    const salts = new Salts(randomness.bytes(32))
    const now = () => clock.now()
    const forget = (key: PermanentKey) => this.#forget(key)
    const salt = ({ key }: { key: ServerKey }) => salts.current(key, clock.now())
    // A bound temporary key leaves its sessions with the permanent one, which goes on.
    const giveUp = (key: ServerKey) => {
      if (key.permanent === null || key.permanent === key) sessions.closeAll(key)
    }
    const keys = new KeyStore(options.dcId, clock, giveUp)
    const { onError } = options
    const kept = { pool: new SlabPool(), retention: new Retention() }
    const sessions = new SessionRegistry({ messageIds, randomness, onError, ...kept }, options.sessions)
    const services = new ServiceMessages({ keys, salts, sessions, forget, now })
    const calls = new CallRunner({ ...options, keys, sessions, salt, forget, observer: options.calls })
    const router = new MessageRouter({ salts, sessions, services, calls, now })
    this.#keys = keys
    this.#sessions = sessions
    this.#connectionDeps = {
      ...options,
      keys,
      messageIds,
      accountMeters: new AccountMeterTable(),
      packets: { aes: options.aes, randomness, messageIds, salt },
      received: (connection, key, message) => router.receive(connection, key, message),
      closed: (connection) => this.#connections.delete(connection),
    }
  }

  accept(socket: Socket): void {
    const fault = this.options.faults.onConnect(this.options.dcId)
    if (fault?.kind === 'refuse') {
      socket.on('error', () => {})
      socket.resetAndDestroy()
      return
    }
    const connection = new Connection(socket, this.#connectionDeps)
    this.#connections.add(connection)
    if (fault) connection.socket.cutAfter(fault.bytes, fault.kind === 'dropAfter' ? 'drop' : 'stall')
  }

  connections(): ConnectionView[] {
    const { dcId } = this.options
    return [...this.#connections].map(({ accountId, openedAt, calls, fileBytes }) => ({
      dcId,
      accountId,
      openedAt,
      runningCalls: calls.size,
      fileBytes,
    }))
  }

  dropConnections(accountId?: number): void {
    for (const connection of this.#connections)
      if (accountId === undefined || connection.accountId === accountId) connection.close()
  }

  forgetAuthKeys(accountId?: number): void {
    for (const key of this.#keys.permanentKeys())
      if (accountId === undefined || key.accountId === accountId) this.#forget(key)
  }

  dispose(): void {
    this.dropConnections()
    for (const key of this.#keys.permanentKeys()) this.#sessions.closeAll(key)
  }

  #forget(key: PermanentKey): void {
    this.#keys.forget(key)
    this.#sessions.closeAll(key)
  }
}
