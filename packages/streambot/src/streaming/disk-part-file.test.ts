import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentOf, fileIdIn, fileIdOf, HEADER_BYTES, headerOf, partName } from './disk-part-file.js'

const span = { offsetBytes: 131_072, lengthBytes: 131_072 }
const content = Uint8Array.from({ length: 300 }, (_, i) => i * 7)
const file = new Uint8Array(Buffer.concat([await headerOf('12-34', span, content), content]))

describe('the content of a file', () => {
  it('comes back from what was written', async () => {
    expect(await contentOf(file, '12-34', span)).toEqual(content)
  })

  it('is refused when any bit is another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), async (at, bit) => {
        const damaged = file.slice()
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit)
        expect(await contentOf(damaged, '12-34', span)).toBeNull()
      }),
      { numRuns: 500 },
    )
  })

  it('comes back in pieces, each refused when a bit of it or of its header is another', async () => {
    const [large, kib] = [{ offsetBytes: 0, lengthBytes: 1_048_576 }, 1024]
    const all = randomBytes(700 * kib)
    const header = await headerOf('1', large, all)
    for (const [start, length] of [
      [0, 128],
      [256, 256],
      [512, 128],
      [640, 60],
    ] as const) {
      const piece = all.subarray(start * kib, (start + length) * kib)
      const place = { startBytes: start * kib, contentBytes: all.length }
      const read = new Uint8Array(Buffer.concat([header, piece]))
      expect(Buffer.compare((await contentOf(read, '1', large, place)) ?? Buffer.of(), piece)).toBe(0)
      expect(await contentOf(read, '1', large, { ...place, startBytes: 384 * kib })).toBeNull()
      expect(await contentOf(read, '1', large, { ...place, contentBytes: all.length + 1 })).toBeNull()
      for (const at of [0, 55, 56 + start / 4, HEADER_BYTES, read.length - 1]) {
        const damaged = read.slice()
        damaged[at] = (damaged[at] ?? 0) ^ 1
        expect(await contentOf(damaged, '1', large, place)).toBeNull()
      }
    }
  })

  it('is refused when it ends anywhere before its end, or after it', async () => {
    for (let length = 0; length < file.length; length++) {
      expect(await contentOf(file.subarray(0, length), '12-34', span)).toBeNull()
    }
    expect(await contentOf(Buffer.concat([file, Buffer.alloc(1)]), '12-34', span)).toBeNull()
  })

  it('is refused under the name of another part', async () => {
    expect(await contentOf(file, '12-35', span)).toBeNull()
    expect(await contentOf(file, '12-34', { ...span, offsetBytes: 0 })).toBeNull()
    expect(await contentOf(file, '12-34', { ...span, lengthBytes: 262_144 })).toBeNull()
  })

  it('is refused when it is longer than the part may be', async () => {
    const long = new Uint8Array(span.lengthBytes + 1)
    expect(await contentOf(Buffer.concat([await headerOf('1', span, long), long]), '1', span)).toBeNull()
    expect(await contentOf(await headerOf('1', span, new Uint8Array(0)), '1', span)).toBeNull()
    expect(HEADER_BYTES).toBe(file.length - content.length)
  })
})

describe('the name of a part', () => {
  it('is a plain file name for any key, and tells the file it belongs to', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('../..', '/etc/passwd', '', '\0')), (key) => {
        const name = partName(key, span)
        expect(name).toMatch(/^[0-9a-f]{32}-131072-131072$/)
        expect(fileIdIn(name)).toBe(fileIdOf(key))
      }),
    )
  })

  it.each(['', 'readme.txt', '1.unfinished', '../x', `${'a'.repeat(32)}-1`, `${'A'.repeat(32)}-1-1`])(
    'is not %j',
    (name) => {
      expect(fileIdIn(name)).toBeNull()
    },
  )
})
