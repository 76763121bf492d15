import { expect, it } from 'vitest'
import { isComplete, toUntil } from './until.js'

const now = Date.parse('2026-11-20T12:00:00Z')

it('is never, a while from now, or a moment in the time of whoever chooses', () => {
  expect(toUntil({ choice: 'never', at: '' }, now)).toBeNull()
  expect(toUntil({ choice: '7d', at: '' }, now)).toBe('2026-11-27T12:00:00.000Z')
  expect(toUntil({ choice: 'at', at: '2026-12-01T10:30' }, now)).toBe(new Date(2026, 11, 1, 10, 30).toISOString())
})

it('is not made of half a moment', () => {
  expect(isComplete({ choice: 'at', at: '' })).toBe(false)
  expect(isComplete({ choice: 'never', at: '' })).toBe(true)
  expect(() => toUntil({ choice: 'at', at: '' }, now)).toThrow(RangeError)
})
