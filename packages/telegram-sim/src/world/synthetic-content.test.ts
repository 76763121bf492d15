import { describe, expect, it } from 'vitest'
import { SyntheticContent } from './synthetic-content.js'

const MIB = 1_048_576
const GIB = 1024 * MIB

describe('SyntheticContent', () => {
  it('is the same for the same seed and another for another', () => {
    const [one, same, other] = ['a', 'a', 'b'].map((seed) =>
      Buffer.from(new SyntheticContent(1000, seed).read(0, 1000)),
    )
    expect(one?.equals(same ?? Buffer.alloc(0))).toBe(true)
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(false)
  })

  it('reads the same bytes in parts as at once', () => {
    const size = 3 * MIB + 17
    const content = new SyntheticContent(size, 'parts')
    const parts: Uint8Array[] = []
    for (let offset = 0; offset < size; offset += 100_000) parts.push(content.read(offset, 100_000))
    expect(Buffer.concat(parts).equals(content.read(0, size))).toBe(true)
  })

  it('has other bytes at every part of 1 MiB, so that a wrong offset is found out', () => {
    const content = new SyntheticContent(4 * GIB, 'offsets')
    const heads = Array.from({ length: 4096 }, (_, index) => Buffer.from(content.read(index * MIB, 16)).toString('hex'))
    expect(new Set(heads).size).toBe(4096)
  })

  it('ends where it ends', () => {
    const content = new SyntheticContent(10, 'end')
    expect([content.read(8, 100), content.read(10, 1), content.read(MIB, 1)].map(({ length }) => length)).toEqual([
      2, 0, 0,
    ])
  })

  it('answers parts as views, whatever the size of the file', () => {
    const content = new SyntheticContent(4 * GIB, 'views')
    const [one, two] = [content.read(0, MIB), content.read(3 * GIB, MIB)]
    expect(one.buffer).toBe(two.buffer)
  })
})
