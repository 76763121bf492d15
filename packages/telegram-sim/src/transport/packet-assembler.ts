/** Puts packets together from chunks of any size: each byte is copied once, into a buffer of the packet's exact size. */
import { headerLimit, type TransportCodec } from './transport-codec.js'

export class PacketAssembler {
  readonly #header = Buffer.alloc(headerLimit)
  #headerFilled = 0
  #headerLength = 0
  #body: Buffer | null = null
  #bodyFilled = 0

  constructor(
    readonly codec: TransportCodec,
    readonly limitBytes: number,
    readonly onPacket: (packet: Buffer) => void,
  ) {}

  /** False when the bytes are no packets: too large, or with a wrong checksum. Nothing may be fed after that. */
  feed(chunk: Buffer): boolean {
    let at = 0
    while (at < chunk.length) {
      if (!this.#body) {
        at = this.#feedHeader(chunk, at)
        if (at < 0) return false
        if (!this.#body) return true
      }
      const taken = chunk.copy(this.#body, this.#bodyFilled, at)
      this.#bodyFilled += taken
      at += taken
      if (this.#bodyFilled === this.#body.length && !this.#complete(this.#body)) return false
    }
    return true
  }

  /** Where the body goes on in `chunk`; -1 when the packet is too large. A header of length 0 is passed over. */
  #feedHeader(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length) {
      this.#header[this.#headerFilled++] = chunk[at++] ?? 0
      const header = this.codec.header(this.#header.subarray(0, this.#headerFilled))
      if (!header) continue
      if (header.bodyLength > this.limitBytes) return -1
      this.#headerFilled = 0
      if (header.bodyLength === 0) continue
      this.#headerLength = header.length
      this.#body = Buffer.allocUnsafeSlow(header.bodyLength)
      this.#bodyFilled = 0
      return at
    }
    return at
  }

  #complete(body: Buffer): boolean {
    this.#body = null
    const payload = this.codec.payload(this.#header.subarray(0, this.#headerLength), body)
    if (!payload) return false
    this.onPacket(payload)
    return true
  }
}
