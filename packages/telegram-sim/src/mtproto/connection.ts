/**
 * A client's TCP connection: packets through the network's shape, plain ones to the key exchange, sealed ones opened and handed on.
 * What breaks MTProto's rules is answered by a transport error, as Telegram does; nothing a client sends may do more than that.
 */
import type { AesIge } from '@streambot/aes-ige'
import type { Socket } from 'node:net'
import type { Clock, Randomness } from '../clock.js'
import { DelayLine } from '../network/delay-line.js'
import type { Network } from '../network/network.js'
import type { NetworkShape } from '../network/network-shape.js'
import type { AccountMeterTable } from '../network/rate-meter.js'
import { TokenBucket } from '../network/token-bucket.js'
import { catalogue } from '../tl/catalogue.js'
import { writeObject } from '../tl/codec.js'
import { TlReader } from '../tl/tl-reader.js'
import { TlWriter } from '../tl/tl-writer.js'
import { PacketSocket } from '../transport/packet-socket.js'
import { headerLimit, trailerLimit } from '../transport/transport-codec.js'
import { openInPlace, type OpenedMessage } from './envelope.js'
import { KeyExchange } from './key-exchange.js'
import type { KeyStore } from './key-store.js'
import type { ServerMessageIds } from './message-ids.js'
import { type PacketWriterDeps, writeAcknowledgement, writePackets } from './packet-writer.js'
import type { RsaKey } from './rsa.js'
import type { RunningCall } from './running-call.js'
import { SendWindow } from './send-window.js'
import type { ServerKey } from './server-key.js'
import type { ServerSession } from './server-session.js'

export interface ConnectionDeps {
  readonly dcId: number
  readonly rsa: RsaKey
  readonly aes: AesIge
  readonly clock: Clock
  readonly randomness: Randomness
  readonly keys: KeyStore
  readonly messageIds: ServerMessageIds
  readonly network: Network
  readonly accountMeters: AccountMeterTable
  readonly packets: PacketWriterDeps
  /** A message under a known key. */
  received(connection: Connection, key: ServerKey, message: OpenedMessage): void
  closed(connection: Connection): void
}

/** Held in one direction before the socket is not read any more: a window of several parts, as TCP would have. */
const heldBytesLimit = 8 * 1024 * 1024
/** Parts of files made before the client has taken those before them. */
const windowBytes = 16 * 1024 * 1024
/** Calls of one connection at once, beyond which its socket is not read. */
const runningCallLimit = 512

const transportErrors = { unknownKey: -404 } as const

/** A few milliseconds of an ordinary connection. */
const sliceBytes = 64 * 1024

export class Connection {
  readonly socket: PacketSocket
  readonly calls = new Set<RunningCall>()
  readonly sessions = new Set<ServerSession>()
  readonly window = new SendWindow(windowBytes)
  accountId: number | null = null
  /** File bytes answered on it so far. */
  fileBytes = 0
  readonly openedAt: number
  readonly #exchange: KeyExchange
  readonly #inbound: DelayLine
  readonly #outbound: DelayLine
  readonly #toFlush = new Set<ServerSession>()
  #isHolding = false
  #bucket: TokenBucket | null = null
  #cancelDisconnect: (() => void) | null = null

  constructor(
    socket: Socket,
    readonly deps: ConnectionDeps,
  ) {
    const { clock } = deps
    this.openedAt = clock.now()
    this.#inbound = new DelayLine(clock, () => this.balance())
    this.#outbound = new DelayLine(clock, () => this.balance())
    this.#exchange = new KeyExchange({ ...deps, accept: (key) => deps.keys.add(key) })
    this.socket = new PacketSocket(socket, { packet: (packet) => this.#arrived(packet), closed: () => this.#closed() })
  }

  get isClosed(): boolean {
    return this.socket.isClosed
  }

  /** The shape in force for this connection now. */
  get shape(): NetworkShape {
    return this.deps.network.shapeFor(this.deps.dcId, this.accountId)
  }

  /** The allowance of this connection, or null where there is none. */
  get bucket(): TokenBucket | null {
    const { allowance } = this.shape
    if (!allowance) this.#bucket = null
    else if (this.#bucket?.allowance !== allowance) this.#bucket = new TokenBucket(allowance, this.deps.clock)
    return this.#bucket
  }

  flush(session: ServerSession): void {
    writePackets(session, this.deps.packets, (buffer, start, end, done) => this.#transmit(buffer, start, end, done))
  }

  /** Once what runs now has run: answers that come together go out together. */
  flushSoon(session: ServerSession): void {
    if (this.#toFlush.size === 0) setImmediate(() => this.#flushAll())
    this.#toFlush.add(session)
  }

  sendTransportError(code: number): void {
    this.#delayOut(4, () => this.socket.sendTransportError(code))
  }

  /** ping_delay_disconnect: the connection ends unless told again in time. */
  disconnectAfter(delayMs: number): void {
    this.#cancelDisconnect?.()
    this.#cancelDisconnect = this.deps.clock.after(delayMs, () => this.close())
  }

  close(): void {
    this.socket.close()
  }

  /** Reads the socket, or stops, by how much is under way. */
  balance(): void {
    const isFull =
      this.#inbound.heldBytes > heldBytesLimit ||
      this.#outbound.heldBytes > heldBytesLimit ||
      this.calls.size > runningCallLimit
    if (isFull === this.#isHolding) return
    this.#isHolding = isFull
    if (isFull) this.socket.hold()
    else this.socket.release()
  }

  #flushAll(): void {
    const sessions = [...this.#toFlush]
    this.#toFlush.clear()
    for (const session of sessions) {
      if (session.connection !== this) continue
      this.flush(session)
      writeAcknowledgement(session, this.deps.packets, (buffer, start, end, done) =>
        this.#transmit(buffer, start, end, done),
      )
    }
  }

  #arrived(packet: Buffer): void {
    const { shape } = this
    const meter = this.accountId === null ? null : this.deps.accountMeters.of(this.accountId).inbound
    this.#inbound.push(packet.length, shape, meter, () => {
      if (!this.isClosed) this.#receive(packet)
    })
    this.balance()
  }

  /** Where bandwidth is limited a packet comes in bit by bit, as it does over a network. */
  #transmit(buffer: Buffer, start: number, end: number, done: () => void): void {
    const { connectionBytesPerSecond, accountBytesPerSecond } = this.shape
    const isLimited = connectionBytesPerSecond !== null || accountBytesPerSecond !== null
    if (!isLimited || end - start <= sliceBytes) {
      return this.#delayOut(end - start, () => this.socket.send(buffer, start, end, done))
    }
    let packet: Buffer | null = null
    for (let from = start; from < end; from += sliceBytes) {
      const to = Math.min(from + sliceBytes, end)
      this.#delayOut(to - from, () => {
        if (from === start) packet = this.socket.frame(buffer, start, end)
        const whole = to === end
        if (packet)
          this.socket.write(packet.subarray(from - start, whole ? undefined : to - start), whole ? done : ignore)
        else if (whole) done()
      })
    }
  }

  #delayOut(bytes: number, deliver: () => void): void {
    const meter = this.accountId === null ? null : this.deps.accountMeters.of(this.accountId).outbound
    this.#outbound.push(bytes, this.shape, meter, deliver)
    this.balance()
  }

  #receive(packet: Buffer): void {
    if (packet.length < 20) return this.sendTransportError(transportErrors.unknownKey)
    if (packet.readBigUInt64LE(0) === 0n) return this.#receivePlain(packet)
    const key = this.deps.keys.find(packet.toString('hex', 0, 8))
    const message = key && openInPlace(packet, key, this.deps.aes)
    if (!message) return this.sendTransportError(transportErrors.unknownKey)
    this.accountId = key.permanent?.accountId ?? null
    this.deps.received(this, key, message)
  }

  #receivePlain(packet: Buffer): void {
    try {
      const length = packet.readInt32LE(16)
      const reader = new TlReader(packet, catalogue, 20, Math.min(packet.length, 20 + Math.max(0, length)))
      const answer = this.#exchange.receive(reader.object(null))
      if (!answer) return this.sendTransportError(transportErrors.unknownKey)
      const writer = new TlWriter(catalogue.current, headerLimit, trailerLimit)
      writer.bigint(0n)
      writer.bigint(this.deps.messageIds.next('answer'))
      const lengthAt = writer.position
      writer.uint(0)
      writeObject(writer, answer)
      writer.uintAt(lengthAt, writer.position - lengthAt - 4)
      this.#transmit(writer.buffer, writer.start, writer.position, () => {})
    } catch {
      // Not TL, or not numbers that make sense: the same answer as to a wrong hash.
      this.sendTransportError(transportErrors.unknownKey)
    }
  }

  #closed(): void {
    this.#cancelDisconnect?.()
    this.#inbound.close()
    this.#outbound.close()
    for (const session of this.sessions) session.detach(this)
    for (const call of this.calls) call.abandon()
    this.deps.closed(this)
  }
}

function ignore(): void {}
