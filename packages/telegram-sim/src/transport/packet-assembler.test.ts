import fc from 'fast-check'
import { expect, test } from 'vitest'
import { abridged } from './abridged.js'
import { createFull } from './full.js'
import { intermediate } from './intermediate.js'
import { PacketAssembler } from './packet-assembler.js'
import { headerLimit, trailerLimit, type TransportCodec } from './transport-codec.js'

const codecs: [string, () => TransportCodec][] = [
  ['abridged', () => abridged],
  ['intermediate', () => intermediate],
  ['full', createFull],
]

function frame(codec: TransportCodec, payload: Uint8Array): Buffer {
  const buffer = Buffer.concat([Buffer.alloc(headerLimit), payload, Buffer.alloc(trailerLimit)])
  const { start, end } = codec.frame(buffer, headerLimit, headerLimit + payload.length)
  return buffer.subarray(start, end)
}

test.each(codecs)('%s packets come out whole, wherever the stream was cut', (_, create) => {
  const words = fc.integer({ min: 1, max: 400 })
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(1600)), (lengths, cuts) => {
      const sent = lengths.map((length, index) => Buffer.alloc(length * 4, index + 1))
      const codec = create()
      const stream = Buffer.concat(sent.map((payload) => frame(codec, payload)))
      const received: Buffer[] = []
      const assembler = new PacketAssembler(create(), 10_000, (packet) => received.push(packet))
      const bounds = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length]
      for (let index = 1; index < bounds.length; index++)
        expect(assembler.feed(stream.subarray(bounds[index - 1], bounds[index]))).toBe(true)
      expect(Buffer.concat(received).equals(Buffer.concat(sent))).toBe(true)
      expect(received).toHaveLength(sent.length)
    }),
  )
})

test.each(codecs)('%s packets beyond the limit end the stream', (_, create) => {
  const assembler = new PacketAssembler(create(), 100, () => {})
  expect(assembler.feed(frame(create(), Buffer.alloc(1000)))).toBe(false)
})

test('a full packet with a wrong checksum ends the stream', () => {
  const packet = frame(createFull(), Buffer.alloc(40, 1))
  packet.writeUInt8(2, 20)
  expect(new PacketAssembler(createFull(), 100, () => {}).feed(packet)).toBe(false)
})

test('a full packet shorter than its own frame ends the stream', () => {
  const packet = Buffer.alloc(12)
  packet.writeUInt32LE(4, 0)
  expect(new PacketAssembler(createFull(), 100, () => {}).feed(packet)).toBe(false)
})
