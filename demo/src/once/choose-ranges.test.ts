import { describe, expect, it } from 'vitest'
import { chooseRanges } from './choose-ranges.js'
import { seededRandom } from './random.js'

const MIB = 1024 * 1024

describe('the ranges of a download test', () => {
  it('hold the first byte, the last byte and two bytes across a seam of parts', () => {
    const size = 10 * MIB + 5
    const ranges = chooseRanges(size, seededRandom(1))
    expect(ranges).toContainEqual({ header: 'bytes=0-0', first: 0, last: 0 })
    expect(ranges).toContainEqual({ header: `bytes=${size - 1}-${size - 1}`, first: size - 1, last: size - 1 })
    expect(ranges.some(({ first, last }) => last === first + 1 && last % MIB === 0)).toBe(true)
    expect(ranges).toHaveLength(32)
  })

  it('are written in every way: closed, open, from the end, beyond the end', () => {
    const headers = chooseRanges(5 * MIB, seededRandom(2)).map(({ header }) => header)
    expect(headers).toContainEqual(expect.stringMatching(/^bytes=\d+-$/))
    expect(headers).toContainEqual(expect.stringMatching(/^bytes=-\d+$/))
    expect(headers).toContain(headers.find((header) => Number(header.split('-')[1]) > 5 * MIB))
  })

  it.each([1, 2, 3, 100, MIB - 1, MIB, MIB + 1, 2 ** 32])('stay inside a file of %i bytes', (size) => {
    for (let seed = 0; seed < 50; seed++) {
      for (const { first, last } of chooseRanges(size, seededRandom(seed))) {
        expect(first).toBeGreaterThanOrEqual(0)
        expect(last).toBeGreaterThanOrEqual(first)
        expect(last).toBeLessThan(size)
      }
    }
  })

  it('are the same for the same seed and others for another', () => {
    expect(chooseRanges(5 * MIB, seededRandom(7))).toEqual(chooseRanges(5 * MIB, seededRandom(7)))
    expect(chooseRanges(5 * MIB, seededRandom(7))).not.toEqual(chooseRanges(5 * MIB, seededRandom(8)))
  })

  it('are none for an empty file', () => {
    expect(chooseRanges(0, seededRandom(1))).toEqual([])
  })
})
