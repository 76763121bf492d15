import { describe, expect, it } from 'vitest'
import { bytesOf, contentOf, fileOf, HOSTILE_NAMES } from './archive.fixture.js'
import { tarLayout } from './tar.js'

const contents = HOSTILE_NAMES.map((_, at) => contentOf(at === 3 ? 0 : at * 777, at))
const files = HOSTILE_NAMES.map((name, at) => fileOf(name, contents[at]!.byteLength))

describe('a tar', () => {
  it('is the same whenever it is made of the same, in whole blocks', async () => {
    const [one, other] = [await bytesOf(tarLayout(files), contents), await bytesOf(tarLayout(files), contents)]
    expect(one.equals(other)).toBe(true)
    expect(one.byteLength).toBe(tarLayout(files).sizeBytes)
    expect(one.byteLength % 512).toBe(0)
  })

  it('has an extended header only where a name or a size needs one', () => {
    const headerBytes = (name: string, sizeBytes: number) => tarLayout([fileOf(name, sizeBytes)]).pieces[0]?.lengthBytes
    expect(headerBytes('a'.repeat(100), 8 ** 11 - 1)).toBe(512)
    expect(headerBytes('a'.repeat(101), 1)).toBe(1536)
    expect(headerBytes('é', 1)).toBe(1536)
    expect(headerBytes('a', 8 ** 11)).toBe(1536)
  })

  it('counts the length of an extended record with its own digits', () => {
    for (let length = 80; length <= 255; length++) {
      const [piece] = tarLayout([fileOf('é' + 'x'.repeat(length), 0)]).pieces
      const bytes = piece?.kind === 'header' ? Buffer.from(piece.toBytes(() => 0)) : Buffer.alloc(0)
      const declared = parseInt(bytes.toString('latin1', 124, 135), 8)
      const record = bytes.toString('utf8', 512, 512 + declared)
      expect(record).toBe(`${declared} path=é${'x'.repeat(length)}\n`)
    }
  })
})
