/** Length, sequence number, payload, CRC-32 of all three. One codec per connection: it counts. */
import { crc32 } from 'node:zlib'
import type { TransportCodec } from './transport-codec.js'

const overhead = 12

export function createFull(): TransportCodec {
  let sequence = 0
  return {
    name: 'full',
    header(first) {
      if (first.length < 8) return null
      // A length too small for its own frame becomes one too large for any limit.
      const length = first.readUInt32LE(0)
      return { length: 8, bodyLength: length < overhead ? Number.POSITIVE_INFINITY : length - 8 }
    },
    payload(header, body) {
      const end = body.length - 4
      const isIntact = crc32(body.subarray(0, end), crc32(header)) === body.readUInt32LE(end)
      return isIntact ? body.subarray(0, end) : null
    },
    frame(buffer, start, end) {
      const from = start - 8
      buffer.writeUInt32LE(end - start + overhead, from)
      buffer.writeUInt32LE(sequence++, from + 4)
      buffer.writeUInt32LE(crc32(buffer.subarray(from, end)), end)
      return { start: from, end: end + 4 }
    },
  }
}
