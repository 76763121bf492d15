/**
 * One connection to a data centre with an MTProto session of its own, for the bytes of files. All it asks are reads that may be
 * asked again elsewhere, so nothing is repeated over a new connection: when this one ends, its calls fail.
 * Login, keys and updates are the client library's business.
 */
import type { Long, tl } from '@mtcute/core'
import type { LentBytes } from '../../core/lent-bytes.js'
import type { PartSpan } from '../../ports/file-source.js'
import type { AuthKey } from './auth-key.js'
import { ConnectionLostError, toTransportError } from './connection-errors.js'
import { ConnectionPace, type Reservation } from './connection-pace.js'
import type { PacketOpener } from './packet-opener.js'
import { PacketSocket, type Endpoint } from './packet-socket.js'
import { Session, type SessionOptions } from './session.js'
import { SharedPacket } from './shared-packet.js'
import type { SlabPool } from './slab-pool.js'

export interface DataConnectionOptions {
  readonly endpoint: Endpoint
  readonly key: AuthKey
  readonly slabs: Pick<SlabPool, 'take' | 'giveBack'>
  readonly opener: PacketOpener
  readonly introduction: Introduction
  /** It could be asked for more now. */
  readonly onRoom: () => void
  /** An open connection has ended. */
  readonly onClose: (reason: Error) => void
}

/** Who we are and which layer we speak: the first call of a session is wrapped in it. */
export interface Introduction extends Pick<SessionOptions, 'readers' | 'writers'> {
  readonly layer: number
  readonly initConnection: Omit<tl.RawInitConnectionRequest, 'query'>
}

const TICK_MS = 1000
/** Something is owed to us and not a byte came for so long: the connection is dead, whatever TCP believes. */
const STALL_MS = 10_000
const PING_EVERY_MS = 30_000
const TRANSPORT_ERROR_BYTES = 4
const LENGTH_PREFIX_BYTES = 4

export class DataConnection {
  readonly pace = new ConnectionPace(() => performance.now())
  readonly #session: Session
  readonly #ticker: NodeJS.Timeout
  #socket: PacketSocket | null = null
  #heardMs = performance.now()
  #askedMs = performance.now()
  /** The first call since something was heard. */
  #owedMs = 0
  #pingedMs = performance.now()
  #isOpen = false
  #closed: Error | null = null

  private constructor(private readonly options: DataConnectionOptions) {
    const { readers, writers } = options.introduction
    this.#session = new Session({
      key: options.key,
      readers,
      writers,
      send: (packet) => this.#socket?.send(packet),
      onRoundTrip: (ms) => this.pace.roundTrip(ms),
    })
    this.#ticker = setInterval(() => this.#tick(), TICK_MS).unref()
  }

  /**
   * Resolves once Telegram has answered: the session is known there, its salt and delay are known here.
   * @throws ConnectionLostError; the signal's reason when aborted
   */
  static async open(options: DataConnectionOptions, signal: AbortSignal): Promise<DataConnection> {
    const connection = new DataConnection(options)
    try {
      await connection.#connect(signal)
      await connection.#introduce(signal)
      connection.#isOpen = true
      return connection
    } catch (error) {
      connection.close(toLost(error))
      throw signal.aborted ? signal.reason : connection.#closed
    }
  }

  get isClosed(): boolean {
    return this.#closed !== null
  }

  get callsInFlight(): number {
    return this.#session.callsInFlight
  }

  /** How long nothing was asked of it. */
  get idleMs(): number {
    return this.callsInFlight > 0 ? 0 : performance.now() - this.#askedMs
  }

  /**
   * upload.getFile. The bytes are lent: whoever gets them releases them.
   * @param place reserved on this connection's pace; ended here
   * @throws tl.RpcError as Telegram answers; ConnectionLostError; the signal's reason when aborted
   */
  async getFile(
    location: tl.TypeInputFileLocation,
    part: PartSpan,
    place: Reservation,
    signal: AbortSignal,
  ): Promise<LentBytes> {
    let arrivedBytes = 0
    const take = (result: unknown, packet: SharedPacket) => {
      if (!isUploadFile(result)) throw new Error('Telegram redirected to a CDN, which was not asked for')
      arrivedBytes = result.bytes.byteLength
      return packet.lend(result.bytes)
    }
    try {
      place.sent()
      const request = { _: 'upload.getFile', location, offset: part.offsetBytes, limit: part.lengthBytes } as const
      return await this.#call(request, take, signal)
    } finally {
      place.end(arrivedBytes)
    }
  }

  /** auth.importAuthorization: from now on the key is the bot's at this data centre. */
  importAuthorization(id: Long, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#call({ _: 'auth.importAuthorization', id, bytes }, keep, signal)
  }

  /** Every call under way fails with `reason`. */
  close(reason: Error): void {
    if (this.#closed) return
    this.#closed = reason
    clearInterval(this.#ticker)
    this.#socket?.close(reason)
    this.#session.end(reason)
    if (this.#isOpen) this.options.onClose(reason)
  }

  async #connect(signal: AbortSignal): Promise<void> {
    this.#socket = await PacketSocket.open(
      this.options.endpoint,
      this.options.slabs,
      {
        onPacket: (packet) => this.#receive(packet),
        onProgress: (byteCount) => this.#progress(byteCount),
        onClose: (reason) => this.close(toLost(reason)),
      },
      signal,
    )
  }

  /** The first call names layer and application; any would do, this one is small and needs no login. */
  #introduce(signal: AbortSignal): Promise<void> {
    const { layer, initConnection } = this.options.introduction
    const getNearestDc: tl.help.RawGetNearestDcRequest = { _: 'help.getNearestDc' }
    const query: tl.RawInvokeWithoutUpdatesRequest = { _: 'invokeWithoutUpdates', query: getNearestDc }
    return this.#call({ _: 'invokeWithLayer', layer, query: { ...initConnection, query } }, keep, signal)
  }

  #call<T>(request: tl.RpcMethod, take: (result: unknown, packet: SharedPacket) => T, signal: AbortSignal): Promise<T> {
    this.#askedMs = performance.now()
    if (this.#heardMs >= this.#owedMs) this.#owedMs = this.#askedMs
    return this.#session.call(request, take, signal)
  }

  #tick(): void {
    const nowMs = performance.now()
    if (nowMs - this.#silentSinceMs(nowMs) > STALL_MS) {
      return this.close(new ConnectionLostError(`Telegram sent nothing for ${STALL_MS / 1000} s`))
    }
    this.#session.flushAcks()
    if (nowMs - this.#pingedMs <= PING_EVERY_MS) return
    // Nothing came since the last ping, not even its answer.
    if (this.#heardMs < this.#pingedMs) return this.close(new ConnectionLostError('Telegram did not answer a ping'))
    this.#pingedMs = nowMs
    this.#session.ping()
  }

  /** Also calls that were given up are owed an answer: that they were dropped. */
  #silentSinceMs(nowMs: number): number {
    if (this.#heardMs < this.#owedMs) return this.#owedMs
    return this.callsInFlight > 0 ? this.#heardMs : nowMs
  }

  #progress(byteCount: number): void {
    this.#heardMs = performance.now()
    if (this.pace.receive(byteCount)) this.options.onRoom()
  }

  #receive(packet: Uint8Array): void {
    const sealed = this.options.key.sealed(packet)
    if (!sealed) return this.close(unsealed(packet))
    this.options.opener.open(sealed, (isAuthentic) => {
      const shared = new SharedPacket(packet, this.options.slabs)
      try {
        if (!isAuthentic) throw new ConnectionLostError('A packet has a wrong message key')
        if (!this.#closed) this.#session.handle(sealed.data, shared)
      } catch (error) {
        this.close(toLost(error))
      } finally {
        this.pace.settle(LENGTH_PREFIX_BYTES + packet.byteLength)
        shared.release()
      }
    })
  }
}

/** Small answers share no slab, but whoever keeps one of their fields must not find it overwritten. */
function keep(_: unknown, packet: SharedPacket): void {
  packet.keep()
}

function unsealed(packet: Uint8Array): ConnectionLostError {
  if (packet.byteLength !== TRANSPORT_ERROR_BYTES) return new ConnectionLostError('A packet was not sealed by our key')
  return toTransportError(new DataView(packet.buffer, packet.byteOffset).getInt32(0, true))
}

function isUploadFile(result: unknown): result is tl.upload.RawFile {
  return typeof result === 'object' && result !== null && '_' in result && result._ === 'upload.file'
}

function toLost(error: unknown): Error {
  if (error instanceof ConnectionLostError) return error
  return new ConnectionLostError(error instanceof Error ? error.message : String(error), { cause: error })
}
