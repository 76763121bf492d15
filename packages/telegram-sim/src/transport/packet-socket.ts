/**
 * A TCP connection that speaks packets. It finds out the transport, hands on whole packets, and writes buffers without copying them.
 * It stops reading while the peer does not take what is written to it.
 */
import type { Socket } from 'node:net'
import { detectTransport } from './detect.js'
import type { Obfuscation } from './obfuscation.js'
import { obfuscationHeaderLength } from './obfuscation.js'
import { PacketAssembler } from './packet-assembler.js'
import { headerLimit, trailerLimit, type TransportCodec } from './transport-codec.js'

/** A part of 512 KiB in a container with more; Telegram itself takes little above 1 MiB. */
const packetLimitBytes = 2 * 1024 * 1024

export interface PacketSocketEvents {
  packet(packet: Buffer): void
  closed(): void
}

interface Cut {
  remainingBytes: number
  readonly then: 'drop' | 'stall'
}

export class PacketSocket {
  #codec: TransportCodec | null = null
  #obfuscation: Obfuscation | null = null
  #assembler: PacketAssembler | null = null
  #first: Buffer = Buffer.alloc(0)
  #holds = 0
  #isStalled = false
  #isBlocked = false
  #isClosed = false
  #cut: Cut | null = null

  constructor(
    readonly socket: Socket,
    readonly events: PacketSocketEvents,
  ) {
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#received(chunk))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#isClosed = true
      events.closed()
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Sends `buffer[start, end)`, which has room around it for the frame; `done` runs once the buffer is no longer needed. */
  send(buffer: Buffer, start: number, end: number, done: () => void): void {
    const bytes = this.frame(buffer, start, end)
    if (bytes) this.write(bytes, done)
    else done()
  }

  /** A packet as it goes over the wire, to be written whole or in pieces before the next one is framed; null: to nobody. */
  frame(buffer: Buffer, start: number, end: number): Buffer | null {
    if (!this.#codec || this.#isClosed || this.#isStalled) return null
    const framed = this.#codec.frame(buffer, start, end)
    const bytes = buffer.subarray(framed.start, framed.end)
    return this.#obfuscation?.encrypt(bytes) ?? bytes
  }

  /** The four bytes by which a transport says no: 404 unknown key, 429 too many connections (core.telegram.org/mtproto/mtproto-transports). */
  sendTransportError(code: number): void {
    const buffer = Buffer.alloc(headerLimit + 4 + trailerLimit)
    buffer.writeInt32LE(code, headerLimit)
    this.send(buffer, headerLimit, headerLimit + 4, () => {})
  }

  /** Stops reading until as many `release`s. */
  hold(): void {
    if (this.#holds++ === 0) this.socket.pause()
  }

  release(): void {
    if (--this.#holds === 0 && !this.#isStalled) this.socket.resume()
  }

  /** From now on nothing is read or written, yet the connection stays open. */
  stall(): void {
    this.#isStalled = true
    this.socket.pause()
  }

  /** Lets `remainingBytes` more be written, then drops or stalls the connection. */
  cutAfter(remainingBytes: number, then: Cut['then']): void {
    this.#cut = { remainingBytes, then }
  }

  close(): void {
    this.socket.destroy()
  }

  write(bytes: Buffer, done: () => void): void {
    if (this.#isClosed || this.#isStalled) return done()
    if (this.#cut && bytes.length >= this.#cut.remainingBytes) return this.#writeUpToCut(bytes, this.#cut, done)
    if (this.#cut) this.#cut.remainingBytes -= bytes.length
    const isTaken = this.socket.write(bytes, done)
    if (isTaken || this.#isBlocked || this.socket.destroyed) return
    this.#isBlocked = true
    this.hold()
    this.socket.once('drain', () => {
      this.#isBlocked = false
      this.release()
    })
  }

  /** The bytes before the cut do arrive. */
  #writeUpToCut(bytes: Buffer, { remainingBytes, then }: Cut, done: () => void): void {
    this.#cut = null
    this.stall()
    this.socket.write(bytes.subarray(0, remainingBytes), () => {
      if (then === 'drop') this.close()
      done()
    })
  }

  #received(chunk: Buffer): void {
    if (this.#isStalled) return
    const plain = this.#assembler ? (this.#obfuscation?.decrypt(chunk) ?? chunk) : this.#detect(chunk)
    if (plain && this.#assembler && !this.#assembler.feed(plain)) this.close()
  }

  /** What follows the transport's announcement, deciphered; null while it is not whole. */
  #detect(chunk: Buffer): Buffer | null {
    this.#first = Buffer.concat([this.#first, chunk])
    const detected = detectTransport(this.#first)
    if (detected === 'unknown') this.close()
    if (detected === null || detected === 'unknown') return null
    this.#codec = detected.codec
    this.#obfuscation = detected.obfuscation
    this.#assembler = new PacketAssembler(detected.codec, packetLimitBytes, (packet) => this.events.packet(packet))
    const rest = this.#first.subarray(detected.consumed)
    this.#first = Buffer.alloc(0)
    return detected.obfuscation && detected.consumed === obfuscationHeaderLength
      ? detected.obfuscation.decrypt(rest)
      : rest
  }
}
