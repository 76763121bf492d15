/** Lengths in words of four bytes: one byte, or 0x7f and three more. */
import type { TransportCodec } from './transport-codec.js'

export const abridged: TransportCodec = {
  name: 'abridged',
  header(first) {
    if (first.length < 1) return null
    // The high bit asks for a quick acknowledgement, which a server may leave out.
    const words = first.readUInt8(0) & 0x7f
    if (words !== 0x7f) return { length: 1, bodyLength: words * 4 }
    return first.length < 4 ? null : { length: 4, bodyLength: first.readUIntLE(1, 3) * 4 }
  },
  payload: (_, body) => body,
  frame(buffer, start, end) {
    const words = (end - start) / 4
    const isShort = words < 0x7f
    const from = start - (isShort ? 1 : 4)
    buffer.writeUInt8(isShort ? words : 0x7f, from)
    if (!isShort) buffer.writeUIntLE(words, from + 1, 3)
    return { start: from, end }
  },
}
