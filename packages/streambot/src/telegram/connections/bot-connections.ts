/**
 * The data connections of one bot, by data centre. Telegram's allowance is per connection, so more are opened as load asks, up to a
 * few; what is not used for a minute is closed, but for one at home, which stays warm.
 */
import { setMaxListeners } from 'node:events'
import type { Randomness } from '../../ports/clock.js'
import { backoffMs } from '../clients/jitter.js'
import { KeyForgottenError } from './connection-errors.js'
import type { DataCentreAccess } from './data-centre-access.js'
import { DataConnection } from './data-connection.js'
import type { PacketOpener } from './packet-opener.js'
import type { SlabPool } from './slab-pool.js'

export interface BotConnectionsOptions {
  readonly access: DataCentreAccess
  readonly slabs: SlabPool
  readonly opener: PacketOpener
  /** A connection was opened, has ended, could not be opened, or has room for more. */
  readonly onChange: () => void
  readonly randomness: Randomness
}

const MAX_PER_DC = 4
const OPEN_TIMEOUT_MS = 30_000
const IDLE_MS = 60_000
const SWEEP_MS = 15_000
/** A data centre that was away is missed by everybody who reads: soon enough, and not all at once. */
const BACKOFF = { firstMs: 500, longestMs: 5000 }

interface DcState {
  readonly connections: Set<DataConnection>
  opening: boolean
  failures: number
  retryAtMs: number
  isKeyForgotten: boolean
}

export class BotConnections {
  readonly #dcs = new Map<number, DcState>()
  readonly #stop = new AbortController()
  readonly #sweeper: NodeJS.Timeout
  /** Of files, over connections that have ended. */
  #closedBytes = 0

  constructor(private readonly options: BotConnectionsOptions) {
    // One listener per connection that is being opened.
    setMaxListeners(0, this.#stop.signal)
    this.#sweeper = setInterval(() => this.#closeIdle(), SWEEP_MS).unref()
  }

  at(dcId: number): ReadonlySet<DataConnection> {
    return this.#dc(dcId).connections
  }

  all(): DataConnection[] {
    return [...this.#dcs.values()].flatMap((dc) => [...dc.connections])
  }

  /** Of files, since the beginning. */
  get receivedBytes(): number {
    return this.all().reduce((sum, { pace }) => sum + pace.receivedBytes, this.#closedBytes)
  }

  isOpening(dcId: number): boolean {
    return this.#dc(dcId).opening
  }

  /** Begins to open one more. @returns false when there are enough, one is being opened, or the last try failed just now */
  open(dcId: number): boolean {
    const dc = this.#dc(dcId)
    if (this.#stop.signal.aborted || dc.opening || dc.connections.size >= MAX_PER_DC) return false
    if (performance.now() < dc.retryAtMs) return false
    dc.opening = true
    void this.#open(dcId, dc).finally(() => {
      dc.opening = false
      this.options.onChange()
    })
    return true
  }

  /** The key or the login is another now. */
  reset(reason: Error): void {
    for (const dc of this.#dcs.values()) {
      dc.retryAtMs = 0
      dc.failures = 0
      for (const connection of dc.connections) connection.close(reason)
    }
  }

  /** Resolves with the authorization renewed where the data centre says that the bot is not known there. */
  authorize(dcId: number, connection: DataConnection): Promise<void> {
    return this.options.access.authorize(dcId, connection, this.#stop.signal)
  }

  close(): void {
    const reason = new Error('The bot was stopped')
    clearInterval(this.#sweeper)
    this.#stop.abort(reason)
    this.reset(reason)
  }

  async #open(dcId: number, dc: DcState): Promise<void> {
    const { access } = this.options
    const limit = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)])
    try {
      const key = await access.key(dcId, dc.isKeyForgotten, limit)
      const connection = await this.#connect(dcId, dc, key, limit)
      if (this.#stop.signal.aborted) return connection.close(this.#stop.signal.reason as Error)
      dc.isKeyForgotten = false
      dc.failures = 0
      dc.connections.add(connection)
    } catch (error) {
      this.#failed(dc, error)
    }
  }

  async #connect(
    dcId: number,
    dc: DcState,
    key: Awaited<ReturnType<DataCentreAccess['key']>>,
    signal: AbortSignal,
  ): Promise<DataConnection> {
    const { access, slabs, opener } = this.options
    const endpoint = await access.endpoint(dcId, signal)
    const onClose = (reason: Error) => {
      if (dc.connections.delete(connection)) this.#closedBytes += connection.pace.receivedBytes
      if (reason instanceof KeyForgottenError) dc.isKeyForgotten = true
      this.options.onChange()
    }
    const connection = await DataConnection.open(
      { endpoint, key, slabs, opener, introduction: access.introduction, onRoom: this.options.onChange, onClose },
      signal,
    )
    return connection
  }

  #failed(dc: DcState, error: unknown): void {
    if (error instanceof KeyForgottenError) dc.isKeyForgotten = true
    dc.failures++
    dc.retryAtMs = performance.now() + backoffMs(dc.failures, BACKOFF, this.options.randomness)
  }

  #closeIdle(): void {
    for (const [dcId, dc] of this.#dcs) {
      const spared = dcId === this.options.access.homeDcId ? 1 : 0
      const idle = [...dc.connections].filter((connection) => connection.idleMs > IDLE_MS)
      const surplus = Math.max(0, dc.connections.size - spared)
      for (const connection of idle.slice(0, surplus)) connection.close(new Error('Not used for a minute'))
    }
  }

  #dc(dcId: number): DcState {
    let dc = this.#dcs.get(dcId)
    if (!dc) {
      dc = { connections: new Set(), opening: false, failures: 0, retryAtMs: 0, isKeyForgotten: false }
      this.#dcs.set(dcId, dc)
    }
    return dc
  }
}
