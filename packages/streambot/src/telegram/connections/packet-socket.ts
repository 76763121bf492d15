/**
 * MTProto's intermediate transport (core.telegram.org/mtproto/mtproto-transports) over TCP without copies: the kernel reads each
 * packet straight into one buffer of its exact size, taken from the pool. Whoever receives a packet owns its buffer.
 */
import { connect, type Socket } from 'node:net'
import type { SlabPool } from './slab-pool.js'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

export interface PacketSocketEvents {
  /** A whole packet, its length prefix taken off. */
  readonly onPacket: (packet: Uint8Array) => void
  /** Bytes came in, whole packet or not: the connection lives. */
  readonly onProgress: (byteCount: number) => void
  /** Once, when nothing will come or go any more. */
  readonly onClose: (reason: Error) => void
}

const TAG = Uint8Array.of(0xee, 0xee, 0xee, 0xee)
const LENGTH_BYTES = 4
/** Telegram's own limit: several whole parts may share a packet. */
const MAX_PACKET_BYTES = 16 * 1024 * 1024

export class PacketSocket {
  readonly #header = Buffer.alloc(LENGTH_BYTES)
  #target: Uint8Array = this.#header
  #filled = 0
  #socket!: Socket
  #closed = false

  private constructor(
    private readonly slabs: Pick<SlabPool, 'take' | 'giveBack'>,
    private readonly events: PacketSocketEvents,
  ) {}

  /** @throws what the socket fails with; the signal's reason when aborted. Nothing is left open then. */
  static async open(
    endpoint: Endpoint,
    slabs: Pick<SlabPool, 'take' | 'giveBack'>,
    events: PacketSocketEvents,
    signal: AbortSignal,
  ): Promise<PacketSocket> {
    const packets = new PacketSocket(slabs, events)
    await packets.#connect(endpoint, signal)
    return packets
  }

  #connect({ host, port }: Endpoint, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      this.#socket = connect({
        host,
        port,
        noDelay: true,
        keepAlive: true,
        onread: {
          buffer: () => this.#target.subarray(this.#filled),
          callback: (byteCount) => this.#receive(byteCount),
        },
      })
      const abort = () => this.close(signal.reason as Error)
      signal.addEventListener('abort', abort, { once: true })
      this.#socket.once('connect', () => {
        signal.removeEventListener('abort', abort)
        this.#socket.write(TAG)
        resolve()
      })
      let failure: Error | null = null
      this.#socket.on('error', (error) => (failure ??= error))
      this.#socket.once('close', () => {
        signal.removeEventListener('abort', abort)
        const reason = failure ?? new Error('Telegram closed the connection')
        reject(reason)
        this.#end(reason)
      })
    })
  }

  /** Takes the packet as it is; it may be reused once this returns only where `packet` was made for this call. */
  send(packet: Uint8Array): void {
    if (this.#closed) return
    const length = Buffer.allocUnsafe(LENGTH_BYTES)
    length.writeUInt32LE(packet.byteLength)
    this.#socket.cork()
    this.#socket.write(length)
    this.#socket.write(packet)
    this.#socket.uncork()
  }

  close(reason: Error): void {
    this.#socket.destroy(reason)
    this.#end(reason)
  }

  #receive(byteCount: number): boolean {
    if (this.#closed) return false
    this.#filled += byteCount
    this.events.onProgress(byteCount)
    if (this.#filled < this.#target.byteLength) return true
    if (this.#target === this.#header) return this.#beginPacket(this.#header.readUInt32LE())
    const packet = this.#target
    this.#target = this.#header
    this.#filled = 0
    this.events.onPacket(packet)
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

  #end(reason: Error): void {
    if (this.#closed) return
    this.#closed = true
    // A packet that came half-way has no other reader.
    if (this.#target !== this.#header) this.slabs.giveBack(this.#target)
    this.#target = this.#header
    this.#filled = 0
    this.events.onClose(reason)
  }
}
