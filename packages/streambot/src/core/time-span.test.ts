import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTimeSpan, showTimeSpan } from './time-span.js'

describe('a length of time', () => {
  it.each([
    ['2h', 7200],
    ['3d', 259_200],
    ['1W', 604_800],
    ['1d12h', 129_600],
    ['1d 12h 5m', 129_900],
    ['0s', 0],
  ])('%s is read', (text, seconds) => {
    expect(parseTimeSpan(text)).toBe(seconds)
  })

  it.each(['', '2', 'h', '2x', '-2h', '2h spam', '1.5h', '9999999999s'])('%j is none', (text) => {
    expect(parseTimeSpan(text)).toBeNull()
  })

  it('is read again as it was shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (seconds) => {
        expect(parseTimeSpan(showTimeSpan(seconds))).toBe(seconds)
      }),
    )
  })
})
