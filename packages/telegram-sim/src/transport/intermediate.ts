/** A length of four bytes; the padded kind adds up to 15 random bytes, which the layer above recognises by length. */
import { randomBytes } from 'node:crypto'
import type { TransportCodec } from './transport-codec.js'

const quickAckBit = 0x8000_0000

export const intermediate: TransportCodec = {
  name: 'intermediate',
  header: (first) =>
    first.length < 4 ? null : { length: 4, bodyLength: (first.readUInt32LE(0) & ~quickAckBit) >>> 0 },
  payload: (_, body) => body,
  frame(buffer, start, end) {
    buffer.writeUInt32LE(end - start, start - 4)
    return { start: start - 4, end }
  },
}

export const padded: TransportCodec = {
  ...intermediate,
  name: 'padded',
  frame(buffer, start, end) {
    const padding = randomBytes(16)
    // Transport errors are told from messages by their four bytes: they are not padded beyond recognition.
    const length = end - start <= 4 ? 0 : padding.readUInt8(15) & 15
    padding.copy(buffer, end, 0, length)
    return intermediate.frame(buffer, start, end + length)
  },
}
