/**
 * One bot account that is logged in: whether it was told to wait, where it finds files, and the connections that carry their
 * bytes. Small calls go through the client library, bytes through connections of our own.
 */
import { tl } from '@mtcute/core'
import type { BaseTelegramClient, TelegramClient } from '@mtcute/node'
import type { AesIge } from '@streambot/aes-ige'
import type { ClientWork } from '../../core/client-status.js'
import type { LentBytes } from '../../core/lent-bytes.js'
import type { Clock, Randomness } from '../../ports/clock.js'
import type { PartSpan } from '../../ports/file-source.js'
import { boundedCall } from '../bounded-call.js'
import { ConnectionLostError, KeyForgottenError } from '../connections/connection-errors.js'
import { BotConnections } from '../connections/bot-connections.js'
import type { Reservation } from '../connections/connection-pace.js'
import { DataCentreAccess } from '../connections/data-centre-access.js'
import { DataConnection } from '../connections/data-connection.js'
import type { PacketOpener } from '../connections/packet-opener.js'
import type { SlabPool } from '../connections/slab-pool.js'
import type { Carrier, Line } from '../files/carrier.js'
import { FileLocations } from '../files/file-locations.js'
import type { LocatedFile } from '../files/media.js'
import { ByteRate } from './byte-rate.js'
import { inputChannel } from './log-channel-access.js'

/** What every bot's data connections need, shared by all. */
export interface DataOptions {
  readonly aesIge: Pick<AesIge, 'encrypt'>
  readonly slabs: SlabPool
  readonly opener: PacketOpener
  readonly clock: Clock
  readonly randomness: Randomness
}

const CALL_TIMEOUT_MS = 10_000
/** Errors and waits come back at once, for us to decide. */
const NO_PATIENCE = { floodSleepThreshold: 0, maxRetryCount: 0 }

export class BotClient implements Carrier {
  /** Told whenever a cool-down begins or grows. */
  onCoolDown: (() => void) | null = null
  /** A connection was opened, has ended, could not be opened, or has room for more. */
  onLinesChange: (() => void) | null = null
  readonly #files: FileLocations
  readonly #access: DataCentreAccess
  readonly #connections: BotConnections
  readonly #rate = new ByteRate()
  #coolUntilMs = 0

  constructor(
    /** `primary`, `worker 1` …: for logs and people, never the token. */
    readonly name: string,
    readonly client: TelegramClient,
    /** Below `client`: keys, data centres, storage. */
    readonly base: BaseTelegramClient,
    readonly logChannelId: number,
    private readonly data: DataOptions,
  ) {
    this.#files = new FileLocations((messageId) => this.#getMessage(messageId))
    this.#access = new DataCentreAccess(base, data.aesIge)
    this.#connections = new BotConnections({
      ...data,
      access: this.#access,
      onChange: () => this.onLinesChange?.(),
    })
  }

  /** Opens a first connection at home, so that the first reader need not wait for it. */
  warm(): void {
    this.#connections.open(this.#access.homeDcId)
  }

  /** When the client may be asked again; 0 or a past moment means now. */
  get coolUntilMs(): number {
    return this.#coolUntilMs
  }

  coolDownUntil(momentMs: number): void {
    if (momentMs <= this.#coolUntilMs) return
    this.#coolUntilMs = momentMs
    this.onCoolDown?.()
  }

  coolDown(waitMs: number): void {
    this.coolDownUntil(this.data.clock.now() + waitMs)
  }

  /** Calls for parts under way. */
  get inFlight(): number {
    return this.#connections.all().reduce((sum, connection) => sum + connection.callsInFlight, 0)
  }

  get work(): ClientWork {
    const connections = this.#connections.all()
    const nowMs = performance.now()
    return {
      coolUntilMs: this.#coolUntilMs > this.data.clock.now() ? this.#coolUntilMs : null,
      connections: connections.length,
      coolingConnections: connections.filter(({ pace }) => pace.coolUntilMs > nowMs).length,
      partsInFlight: this.inFlight,
      bytesPerSecond: this.#rate.bytesPerSecond,
      receivedBytes: this.#connections.receivedBytes,
    }
  }

  /** Called every second or so. */
  sample(nowMs: number): void {
    this.#rate.sample(this.#connections.receivedBytes, nowMs)
  }

  knows(messageId: number): boolean {
    return this.#files.knows(messageId)
  }

  /** The file in a message of the log channel, remembered; null when the message is gone or holds none. */
  locate(messageId: number, signal: AbortSignal): Promise<LocatedFile | null> {
    return this.#files.locate(messageId, signal)
  }

  forget(messageId: number, refused: LocatedFile): void {
    this.#files.forget(messageId, refused)
  }

  relocate(messageId: number, dcId: number): void {
    this.#files.relocate(messageId, dcId)
  }

  lines(dcId: number): ReadonlySet<DataConnection> {
    return this.#connections.at(dcId)
  }

  openLine(dcId: number): boolean {
    return this.#connections.open(dcId)
  }

  isOpeningLine(dcId: number): boolean {
    return this.#connections.isOpening(dcId)
  }

  async fetch(
    line: Line,
    { location }: LocatedFile,
    part: PartSpan,
    place: Reservation,
    signal: AbortSignal,
  ): Promise<LentBytes> {
    if (!(line instanceof DataConnection)) throw new TypeError('A line of another client')
    try {
      return await line.getFile(location.input, part, place, signal)
    } catch (error) {
      // At home either means that the login is lost. Elsewhere a key has to be made known once, and made anew if forgotten.
      if (location.dcId === this.#access.homeDcId) throw error
      if (error instanceof KeyForgottenError) throw new ConnectionLostError(error.message)
      if (!isUnknownKey(error)) throw error
      await this.#connections.authorize(location.dcId, line)
      return await line.getFile(location.input, part, place, signal)
    }
  }

  /** After a new login: connections under the old one are of no use. */
  loggedInAnew(): void {
    this.#connections.reset(new Error('The bot logged in anew'))
    this.warm()
  }

  async stop(): Promise<void> {
    this.#connections.close()
    await this.client.destroy()
  }

  #getMessage(messageId: number): Promise<tl.messages.TypeMessages> {
    const request = {
      _: 'channels.getMessages',
      channel: inputChannel(this.logChannelId),
      id: [{ _: 'inputMessageID', id: messageId }],
    } as const satisfies tl.RpcMethod
    return boundedCall(new AbortController().signal, CALL_TIMEOUT_MS, (limits) =>
      this.client.call({ ...request, id: [...request.id] }, { ...NO_PATIENCE, ...limits }),
    )
  }
}

function isUnknownKey(error: unknown): boolean {
  return tl.RpcError.is(error) && error.text === 'AUTH_KEY_UNREGISTERED'
}
