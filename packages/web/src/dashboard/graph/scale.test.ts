import fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitsOf, topOf } from './scale.js'

it.each([
  [null, 1, 2],
  [0, 4, 5],
  [90, 1, 100],
  [100, 1, 200],
  [1_900_000, 1, 2_000_000],
  [2_100_000, 1, 2_500_000],
])('ends, for %s of at least %i, at %i', (highest, atLeast, top) => {
  expect(topOf(highest, atLeast)).toBe(top)
})

it('is always above what is shown, and never far above', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e15 }), (highest) => {
      const top = topOf(highest, 1)
      expect(top).toBeGreaterThan(highest)
      expect(top).toBeLessThanOrEqual(highest * 2.2)
    }),
  )
})

it('has a line in the middle where that is a number of things', () => {
  expect(splitsOf(10, true)).toEqual([0, 5, 10])
  expect(splitsOf(5, true)).toEqual([0, 5])
  expect(splitsOf(2.5, false)).toEqual([0, 1.25, 2.5])
})
