import fc from 'fast-check'
import { expect, it } from 'vitest'
import { backoffMs } from './backoff.js'

it('doubles, up to half a minute', () => {
  expect([1, 2, 3, 5, 6, 60].map((failures) => backoffMs(failures, 1))).toEqual([
    1000, 2000, 4000, 16_000, 30_000, 30_000,
  ])
})

it('is between half and all of it, so that pages do not come back all at once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const ms = backoffMs(failures, random)
      expect(ms).toBeGreaterThanOrEqual(backoffMs(failures, 0))
      expect(ms).toBeLessThanOrEqual(backoffMs(failures, 1))
    }),
  )
})

it('is never shorter than the server asked for', () => {
  expect(backoffMs(1, 0, 45_000)).toBe(45_000)
})
