import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsPosition, MAX_PART_BYTES, MIN_PART_BYTES, partAt } from './plan-parts.js'

const ranges = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 }), fc.integer({ min: 1, max: 40 * MAX_PART_BYTES }))
  .map(([start, length]) => ({ start, end: start + length - 1 }))

/** All parts of a range, for a reader who may have more and more. */
function planParts({ start, end }: { start: number; end: number }) {
  const parts = []
  for (let position = start, allowed = MIN_PART_BYTES; position <= end; allowed *= 2) {
    const part = partAt(position, end, allowed)
    parts.push(part)
    position = part.offsetBytes + part.lengthBytes
  }
  return parts
}

describe('partAt', () => {
  it('covers any range in order, without gaps or overlaps, in parts of the one grid', () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const parts = planParts(range)
        let next = range.start - (range.start % MIN_PART_BYTES)
        for (const { offsetBytes, lengthBytes } of parts) {
          expect(offsetBytes).toBe(next)
          expect([128, 256, 512, 1024]).toContain(lengthBytes / 1024)
          expect(offsetBytes % lengthBytes).toBe(0)
          expect(offsetBytes).toBeLessThanOrEqual(range.end)
          next = offsetBytes + lengthBytes
        }
        expect(next).toBeGreaterThan(range.end)
      }),
    )
  })

  it('begins with the block around the first byte, and reads no more than that around a single byte', () => {
    expect(planParts({ start: 5_000_000, end: 5_000_000 })).toEqual([
      { offsetBytes: 38 * MIN_PART_BYTES, lengthBytes: MIN_PART_BYTES },
    ])
    expect(holdsPosition(partAt(5_000_000, 9_000_000, MAX_PART_BYTES), 5_000_000)).toBe(true)
  })

  it('never gives more than is allowed, and never more than a MiB', () => {
    const lengths = planParts({ start: 0, end: 8 * MAX_PART_BYTES - 1 }).map((part) => part.lengthBytes / 1024)
    expect(lengths).toEqual([128, 128, 256, 512, 1024, 1024, 1024, 1024, 1024, 1024, 1024])
  })

  it('asks for no more parts than reach the end of the range', () => {
    fc.assert(
      fc.property(ranges, ({ start, end }) => {
        const { offsetBytes, lengthBytes } = partAt(start, end, MAX_PART_BYTES)
        expect(lengthBytes === MIN_PART_BYTES || offsetBytes + lengthBytes / 2 <= end).toBe(true)
      }),
    )
  })

  it('reaches whole MiBs within one MiB from any starting point', () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const parts = planParts({ start: range.start, end: range.start + 8 * MAX_PART_BYTES })
        const whole = parts.findIndex((part) => part.lengthBytes === MAX_PART_BYTES)
        expect(whole).toBeGreaterThan(-1)
        expect(whole).toBeLessThanOrEqual(8)
      }),
    )
  })
})
