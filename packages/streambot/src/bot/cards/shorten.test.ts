import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shorten, toAlert } from './shorten.js'

const FAMILY = '👩‍👩‍👧‍👦'

describe('a shortened text', () => {
  it.each([
    ['as it is', 8, 'as it is'],
    ['too long', 7, 'too lo…'],
    ['𝕬𝕬𝕬', 6, '𝕬𝕬𝕬'],
    ['𝕬𝕬𝕬', 5, '𝕬𝕬…'],
    ['𝕬𝕬𝕬', 4, '𝕬…'],
    [`a${FAMILY}b`, 12, 'a…'],
    [`a${FAMILY}bc`, 13, `a${FAMILY}…`],
    ['e\u0301e\u0301', 3, 'e\u0301…'],
    [`e${'\u0301'.repeat(40)}`, 5, `e${'\u0301'.repeat(3)}…`],
    [`${FAMILY}x`, 4, '👩\u200d…'],
  ])('%j to %i units is %j', (text, maxLength, shown) => {
    expect(shorten(text, maxLength)).toBe(shown)
  })

  it('is never too long, and never ends in half a character', () => {
    const text = fc.array(fc.constantFrom('a', '𝕬', '\u0301', FAMILY, '\u200d')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (text, maxLength) => {
        const shown = shorten(text, maxLength)
        expect(shown.length).toBeLessThanOrEqual(maxLength)
        expect(shown).not.toMatch(/\p{Surrogate}/u)
        expect(text.startsWith(shown.replace(/…$/, ''))).toBe(true)
      }),
    )
  })
})

it('an alert has 200 units at most', () => {
  expect(toAlert('a'.repeat(200))).toBe('a'.repeat(200))
  expect(toAlert('𝕬'.repeat(101))).toBe(`${'𝕬'.repeat(99)}…`)
})
