import { expect, it } from 'vitest'
import { ID } from './matroska-ids.js'
import { parseBlock, parseTrackNumber, unpack } from './matroska-block.js'

const text = (bytes: Uint8Array | null) => bytes && new TextDecoder().decode(bytes)
const utf8 = (it: string) => new TextEncoder().encode(it)

it('tells whose a block is, when and how long', () => {
  const block = [0x82, 0xff, 0xfe, 0x80, 0x48, 0x69]
  expect(parseBlock(ID.simpleBlock, Uint8Array.from(block))).toMatchObject({
    trackNumber: 2,
    relativeTicks: -2,
    durationTicks: null,
  })
  const group = Uint8Array.from([0xa1, 0x86, ...block, 0x9b, 0x82, 0x03, 0xe8])
  const parsed = parseBlock(ID.blockGroup, group)
  expect(parsed).toMatchObject({ trackNumber: 2, durationTicks: 1000 })
  expect(text(parsed?.data ?? null)).toBe('Hi')
  expect(parseTrackNumber(Uint8Array.from([0x41, 0x00]))).toEqual({ trackNumber: 256, length: 2 })
})

it.each([
  ['several lines in one', [0x82, 0, 0, 0x02, 1, 2]],
  ['no track', [0, 0, 0, 0]],
  ['too little', [0x82, 0]],
  ['nothing', []],
])('takes %s for no block', (_what, bytes) => {
  expect(parseBlock(ID.simpleBlock, Uint8Array.from(bytes))).toBe(null)
})

it('puts back what was left out, and opens what is packed', async () => {
  expect(text(await unpack(utf8('b'), { kind: 'stripped', prefix: utf8('a') }))).toBe('ab')
  expect(text(await unpack(await deflate(utf8('a line')), { kind: 'zlib' }))).toBe('a line')
  expect(await unpack(utf8('a line'), { kind: 'unknown' })).toBe(null)
})

it('stops at a line that grows without end, and at what is no pack', async () => {
  expect(await unpack(await deflate(new Uint8Array(10_000_000)), { kind: 'zlib' })).toBe(null)
  expect(await unpack(utf8('no pack'), { kind: 'zlib' })).toBe(null)
})

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
