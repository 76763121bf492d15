/**
 * A client without manners: it sends any message with any id over any transport, to test what a real client never does.
 * Its envelope and transports are written apart from the server's.
 */
import { NodeCryptoProvider } from '@mtcute/node/utils.js'
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { crc32, gunzipSync, gzipSync } from 'node:zlib'
import { catalogue } from '../tl/catalogue.js'
import { type TlObject, writeObject } from '../tl/codec.js'
import { TlReader } from '../tl/tl-reader.js'
import { TlWriter } from '../tl/tl-writer.js'

export type TransportName = 'abridged' | 'intermediate' | 'padded' | 'full' | 'obfuscated'

export interface ReceivedMessage {
  readonly id: bigint
  readonly sequence: number
  /** The request a result answers, or null. */
  readonly requestId: bigint | null
  readonly object: TlObject
}

export interface RawMessage {
  readonly id: bigint
  readonly sequence?: number
  readonly body: Buffer | TlObject
}

const aes = new NodeCryptoProvider()
await aes.initialize()

export function bodyOf(object: TlObject): Buffer {
  const writer = new TlWriter(catalogue.current)
  writeObject(writer, object)
  return Buffer.from(writer.result())
}

export function containerOf(messages: RawMessage[]): Buffer {
  const writer = new TlWriter(catalogue.current)
  writer.uint(0x73f1f8dc)
  writer.uint(messages.length)
  for (const { id, sequence = 1, body } of messages) {
    const bytes = Buffer.isBuffer(body) ? body : bodyOf(body)
    writer.bigint(id)
    writer.int(sequence)
    writer.uint(bytes.length)
    writer.raw(bytes)
  }
  return Buffer.from(writer.result())
}

export function packed(bytes: Buffer): Buffer {
  const writer = new TlWriter(catalogue.current)
  writer.uint(0x3072cfa1)
  writer.bytes(gzipSync(bytes))
  return Buffer.from(writer.result())
}

export class RawClient implements Disposable {
  salt = 0n
  sessionId = randomBytes(8).readBigUInt64LE(0)
  /** A transport error, once one came. */
  transportError: number | null = null
  readonly received: ReceivedMessage[] = []
  readonly #waiting: { fits: (message: ReceivedMessage) => boolean; settle: (message: ReceivedMessage) => void }[] = []
  readonly #wakeOnError: (() => void)[] = []
  readonly #frames: ClientFrames
  #lastId = 0n

  private constructor(
    readonly socket: Socket,
    readonly key: Uint8Array,
    readonly now: () => number,
    transport: TransportName,
  ) {
    this.#frames = new ClientFrames(transport, socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      for (const packet of this.#frames.receive(chunk)) this.#receive(packet)
    })
  }

  static async connect(
    { host, port }: { host: string; port: number },
    key: Uint8Array,
    { transport = 'intermediate', now = Date.now }: { transport?: TransportName; now?: () => number } = {},
  ): Promise<RawClient> {
    const socket = connect({ port, host, noDelay: true })
    await once(socket, 'connect')
    return new RawClient(socket, key, now, transport)
  }

  /** An id for a message sent now, `secondsOff` away. */
  nextId(secondsOff = 0): bigint {
    const id = BigInt(Math.floor(this.now() / 1000) + secondsOff) << 32n
    this.#lastId = id > this.#lastId || secondsOff !== 0 ? id : this.#lastId + 4n
    return this.#lastId
  }

  send({ id, sequence = 1, body }: RawMessage): void {
    this.sendPacket(this.seal(id, sequence, Buffer.isBuffer(body) ? body : bodyOf(body)))
  }

  sendPacket(packet: Buffer): void {
    this.#frames.send(packet)
  }

  /** The first message that fits, come or to come. */
  async next(fits: (message: ReceivedMessage) => boolean): Promise<ReceivedMessage> {
    const found = this.received.find(fits)
    if (found) return found
    return await new Promise((settle) => this.#waiting.push({ fits, settle }))
  }

  async named(name: string): Promise<TlObject> {
    return (await this.next(({ object }) => object._ === name)).object
  }

  async nextTransportError(): Promise<number | null> {
    if (this.transportError === null) await new Promise<void>((wake) => this.#wakeOnError.push(wake))
    return this.transportError
  }

  seal(id: bigint, sequence: number, body: Buffer): Buffer {
    const header = Buffer.alloc(32)
    header.writeBigUInt64LE(this.salt, 0)
    header.writeBigUInt64LE(this.sessionId, 8)
    header.writeBigUInt64LE(id, 16)
    header.writeInt32LE(sequence, 24)
    header.writeInt32LE(body.length, 28)
    const unpadded = Buffer.concat([header, body])
    const plain = Buffer.concat([unpadded, randomBytes(12 + ((16 - ((unpadded.length + 12) % 16)) % 16))])
    const messageKey = sha256(this.key.subarray(88, 120), plain).subarray(8, 24)
    const keyId = createHash('sha1').update(this.key).digest().subarray(12)
    return Buffer.concat([keyId, messageKey, this.#ige(messageKey, 0).encrypt(plain)])
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }

  #receive(packet: Buffer): void {
    if (packet.length < 24) {
      this.transportError = packet.readInt32LE(0)
      for (const wake of this.#wakeOnError.splice(0)) wake()
      return
    }
    const encrypted = packet.subarray(24, 24 + ((packet.length - 24) & ~15))
    const plain = Buffer.from(this.#ige(packet.subarray(8, 24), 8).decrypt(encrypted))
    const [id, sequence, length] = [plain.readBigUInt64LE(16), plain.readInt32LE(24), plain.readInt32LE(28)]
    this.#read(id, sequence, plain.subarray(32, 32 + length))
  }

  #read(id: bigint, sequence: number, body: Buffer): void {
    const reader = new TlReader(body, catalogue)
    const constructorId = reader.peekUint()
    if (constructorId === 0x73f1f8dc) {
      reader.uint()
      for (let left = reader.uint(); left > 0; left--) {
        const [innerId, innerSequence] = [reader.bigint(), reader.int()]
        this.#read(innerId, innerSequence, reader.raw(reader.uint()))
      }
      return
    }
    const isResult = constructorId === 0xf35c6d01
    if (isResult) reader.uint()
    const requestId = isResult ? reader.bigint() : null
    this.#deliver({ id, sequence, requestId, object: readObject(reader) })
  }

  #deliver(message: ReceivedMessage): void {
    this.received.push(message)
    for (const waiting of [...this.#waiting]) {
      if (!waiting.fits(message)) continue
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
      waiting.settle(message)
    }
  }

  #ige(messageKey: Buffer, x: 0 | 8) {
    const a = sha256(messageKey, this.key.subarray(x, x + 36))
    const b = sha256(this.key.subarray(40 + x, 76 + x), messageKey)
    const key = Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)])
    const iv = Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)])
    return aes.createAesIge(key, iv)
  }
}

function readObject(reader: TlReader): TlObject {
  if (reader.peekUint() !== 0x3072cfa1) return reader.object(null)
  reader.uint()
  return new TlReader(gunzipSync(reader.bytes()), catalogue).object(null)
}

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

class ClientFrames {
  #rest: Buffer = Buffer.alloc(0)
  #sent = 0
  readonly #outbound: (bytes: Buffer) => Buffer
  readonly #inbound: (bytes: Buffer) => Buffer

  constructor(
    readonly transport: TransportName,
    readonly socket: Socket,
  ) {
    this.#outbound = this.#inbound = (bytes) => bytes
    if (transport === 'abridged') socket.write(Buffer.of(0xef))
    if (transport === 'intermediate') socket.write(Buffer.alloc(4, 0xee))
    if (transport === 'padded') socket.write(Buffer.alloc(4, 0xdd))
    if (transport !== 'obfuscated') return
    const header = randomBytes(64)
    header.writeUInt32LE(0x1234_5678, 0)
    header.writeUInt32LE(0x1234_5678, 4)
    header.fill(0xdd, 56, 60)
    const reversed = Buffer.from(header.subarray(8, 56)).reverse()
    const outbound = createCipheriv('aes-256-ctr', header.subarray(8, 40), header.subarray(40, 56))
    const inbound = createDecipheriv('aes-256-ctr', reversed.subarray(0, 32), reversed.subarray(32))
    socket.write(Buffer.concat([header.subarray(0, 56), outbound.update(header).subarray(56)]))
    this.#outbound = (bytes) => outbound.update(bytes)
    this.#inbound = (bytes) => inbound.update(bytes)
  }

  send(packet: Buffer): void {
    this.socket.write(this.#outbound(this.#frame(packet)))
  }

  #frame(packet: Buffer): Buffer {
    const header = Buffer.alloc(8)
    if (this.transport === 'full') {
      header.writeUInt32LE(packet.length + 12, 0)
      header.writeUInt32LE(this.#sent++, 4)
      const trailer = Buffer.alloc(4)
      trailer.writeUInt32LE(crc32(Buffer.concat([header, packet])), 0)
      return Buffer.concat([header, packet, trailer])
    }
    if (this.transport === 'abridged') {
      const words = packet.length / 4
      if (words < 127) return Buffer.concat([Buffer.of(words), packet])
      header.writeUInt32LE(words * 256 + 127, 0)
      return Buffer.concat([header.subarray(0, 4), packet])
    }
    const isPadded = this.transport !== 'intermediate'
    const padded = isPadded ? Buffer.concat([packet, randomBytes(7)]) : packet
    header.writeUInt32LE(padded.length, 0)
    return Buffer.concat([header.subarray(0, 4), padded])
  }

  receive(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, this.#inbound(chunk)])
    const packets: Buffer[] = []
    for (;;) {
      const bounds = this.#bounds()
      if (!bounds || this.#rest.length < bounds.next) return packets
      packets.push(this.#rest.subarray(bounds.start, bounds.end))
      this.#rest = this.#rest.subarray(bounds.next)
    }
  }

  #bounds(): { start: number; end: number; next: number } | null {
    const rest = this.#rest
    if (rest.length < 4) return null
    if (this.transport === 'full') {
      const length = rest.readUInt32LE(0)
      return { start: 8, end: length - 4, next: length }
    }
    if (this.transport === 'abridged') {
      const isShort = rest.readUInt8(0) < 127
      const start = isShort ? 1 : 4
      const end = start + (isShort ? rest.readUInt8(0) : rest.readUIntLE(1, 3)) * 4
      return { start, end, next: end }
    }
    const end = 4 + rest.readUInt32LE(0)
    return { start: 4, end, next: end }
  }
}
