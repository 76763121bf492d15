import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PART_BYTES, partAt } from './plan-parts.js'

const ranges = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 }), fc.integer({ min: 1, max: 40 * MAX_PART_BYTES }))
  .map(([start, length]) => ({ start, end: start + length - 1 }))

/** All parts of a range, for a reader who may have more and more. */
function planParts({ start, end }: { start: number; end: number }, firstBytes = 128 * 1024) {
  const parts = []
  for (let position = start, allowed = firstBytes; position <= end; allowed *= 2) {
    const part = partAt(position, end, allowed)
    parts.push(part)
    position = part.offsetBytes + part.lengthBytes
  }
  return parts
}

describe('partAt', () => {
  it('covers any range in order, without gaps or overlaps, in parts Telegram accepts', () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const parts = planParts(range)
        let next = range.start - (range.start % 4096)
        for (const { offsetBytes, lengthBytes } of parts) {
          expect(offsetBytes).toBe(next)
          expect(offsetBytes % 4096).toBe(0)
          expect(lengthBytes % 4096).toBe(0)
          expect(MAX_PART_BYTES % lengthBytes).toBe(0)
          expect(Math.floor(offsetBytes / MAX_PART_BYTES)).toBe(
            Math.floor((offsetBytes + lengthBytes - 1) / MAX_PART_BYTES),
          )
          expect(offsetBytes).toBeLessThanOrEqual(range.end)
          next = offsetBytes + lengthBytes
        }
        expect(next).toBeGreaterThan(range.end)
      }),
    )
  })

  it('reads at most 4 KiB around a single byte', () => {
    expect(planParts({ start: 5_000_000, end: 5_000_000 })).toEqual([{ offsetBytes: 4_997_120, lengthBytes: 4096 }])
  })

  it('never gives more than is allowed, and never more than a MiB', () => {
    const lengths = planParts({ start: 0, end: 8 * MAX_PART_BYTES - 1 }).map((part) => part.lengthBytes / 1024)
    expect(lengths).toEqual([128, 128, 256, 512, 1024, 1024, 1024, 1024, 1024, 1024, 1024])
  })

  it('reaches whole MiBs within one MiB from any starting point', () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const parts = planParts({ start: range.start, end: range.start + 8 * MAX_PART_BYTES })
        const whole = parts.findIndex((part) => part.lengthBytes === MAX_PART_BYTES)
        expect(whole).toBeGreaterThan(-1)
        expect(whole).toBeLessThanOrEqual(16)
      }),
    )
  })
})
