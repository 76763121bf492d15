/**
 * MTProto's intermediate transport (core.telegram.org/mtproto/mtproto-transports) without copies: each packet is read by the
 * kernel straight into one buffer of its exact size. The client library's framed reader, which would move its whole backlog for
 * every 16 KiB, gets a 4-byte ticket per packet instead, and its codec redeems the ticket for the packet.
 */
import { connect, type Socket } from 'node:net'
import { ConnectionClosedError, type TcpEndpoint } from '@fuman/net'
import { TransportError, type IPacketCodec, type ITelegramConnection, type TelegramTransport } from '@mtcute/core'
import type { SlabPool } from './slab-pool.js'

const TAG = Uint8Array.of(0xee, 0xee, 0xee, 0xee)
const LENGTH_BYTES = 4
const TICKET_BYTES = 4
/** A whole part, its headers and padding, with room to spare; Telegram's own limit on packets is 16 MiB. */
const MAX_PACKET_BYTES = 16 * 1024 * 1024
/** A data centre that does not answer a SYN is tried again by the library. */
const CONNECT_TIMEOUT_MS = 10_000

export class PacketTransport implements TelegramTransport {
  /** @param slabs where buffers of packets come from; whoever is done with one gives it back there */
  constructor(private readonly slabs: SlabPool) {}

  readonly #packets = new TicketOffice()

  async connect(dc: { ipAddress: string; port: number }): Promise<ITelegramConnection> {
    return PacketConnection.open({ address: dc.ipAddress, port: dc.port }, this.#packets, this.slabs)
  }

  packetCodec(): IPacketCodec {
    return new TicketCodec(this.#packets)
  }
}

/** Packets that were read and not yet taken by a codec. A connection that closes takes its own back. */
class TicketOffice {
  readonly #packets = new Map<number, Uint8Array>()
  #next = 0

  issue(packet: Uint8Array): number {
    this.#next = (this.#next + 1) % 2 ** 32
    this.#packets.set(this.#next, packet)
    return this.#next
  }

  redeem(ticket: number): Uint8Array {
    const packet = this.#packets.get(ticket)
    if (!packet) throw new Error(`Ticket ${ticket} was never issued`)
    this.#packets.delete(ticket)
    return packet
  }

  withdraw(ticket: number): void {
    this.#packets.delete(ticket)
  }
}

class TicketCodec implements IPacketCodec {
  constructor(private readonly packets: TicketOffice) {}

  tag(): Uint8Array {
    return TAG
  }

  decode(tickets: Parameters<IPacketCodec['decode']>[0]): Uint8Array | null {
    if (tickets.available < TICKET_BYTES) return null
    const packet = this.packets.redeem(viewOf(tickets.readSync(TICKET_BYTES)).getUint32(0, true))
    // A packet of four bytes is an error code of the transport, such as -404 for a forgotten key.
    if (packet.byteLength === 4) throw new TransportError(-viewOf(packet).getInt32(0, true))
    return packet
  }

  encode(frame: Uint8Array, into: Parameters<IPacketCodec['encode']>[1]): void {
    const packet = into.writeSync(LENGTH_BYTES + frame.byteLength)
    viewOf(packet).setUint32(0, frame.byteLength, true)
    packet.set(frame, LENGTH_BYTES)
  }

  reset(): void {}
}

class PacketConnection implements ITelegramConnection {
  readonly #header = new Uint8Array(LENGTH_BYTES)
  #target: Uint8Array = this.#header
  #filled = 0
  #waiting: number[] = []
  #wake: (() => void) | null = null
  #failure: Error | null = null
  #socket!: Socket

  private constructor(
    readonly remoteAddress: TcpEndpoint,
    private readonly packets: TicketOffice,
    private readonly slabs: SlabPool,
  ) {}

  static async open(endpoint: TcpEndpoint, packets: TicketOffice, slabs: SlabPool): Promise<PacketConnection> {
    const connection = new PacketConnection(endpoint, packets, slabs)
    await connection.#connect(endpoint)
    return connection
  }

  #connect({ address, port }: TcpEndpoint): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket = connect({
        host: address,
        port,
        noDelay: true,
        keepAlive: true,
        onread: {
          buffer: () => this.#target.subarray(this.#filled),
          callback: (byteCount) => this.#receive(byteCount),
        },
      })
      this.#socket.setTimeout(CONNECT_TIMEOUT_MS, () => this.#socket.destroy(new Error('The connection timed out')))
      this.#socket.once('connect', () => {
        this.#socket.setTimeout(0)
        resolve()
      })
      // `close` follows `error`, and `end` where Telegram hangs up.
      this.#socket.on('error', (error) => this.#fail(error))
      this.#socket.on('close', () => {
        this.#fail(new ConnectionClosedError())
        reject(this.#failure ?? new ConnectionClosedError())
      })
    })
  }

  get localAddress(): TcpEndpoint | null {
    const { localAddress, localPort } = this.#socket
    return localAddress === undefined || localPort === undefined ? null : { address: localAddress, port: localPort }
  }

  /** One ticket per call: the reader asks again for the next. */
  async read(into: Uint8Array): Promise<number> {
    while (this.#waiting.length === 0) {
      if (this.#failure) throw this.#failure
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    const ticket = this.#waiting.shift() ?? 0
    viewOf(into).setUint32(0, ticket, true)
    return TICKET_BYTES
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  }

  close(): void {
    this.#socket.destroy()
    this.#fail(new ConnectionClosedError())
  }

  #receive(byteCount: number): boolean {
    this.#filled += byteCount
    if (this.#filled < this.#target.byteLength) return true
    if (this.#target === this.#header) return this.#beginPacket(viewOf(this.#header).getUint32(0, true))
    this.#waiting.push(this.packets.issue(this.#target))
    this.#target = this.#header
    this.#filled = 0
    this.#notify()
    return true
  }

  #beginPacket(length: number): boolean {
    if (length === 0 || length > MAX_PACKET_BYTES) {
      this.#socket.destroy(new Error(`A packet of ${length} bytes is not MTProto`))
      return false
    }
    this.#target = this.slabs.take(length)
    this.#filled = 0
    return true
  }

  #fail(reason: Error): void {
    if (this.#failure) return
    this.#failure = reason
    for (const ticket of this.#waiting.splice(0)) this.packets.withdraw(ticket)
    this.#notify()
  }

  #notify(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
