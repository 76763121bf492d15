import { expect, it } from 'vitest'
import { formatSpan } from './span.js'

it.each([
  [0, '0 s'],
  [-5, '0 s'],
  [850, '1 s'],
  [59_000, '59 s'],
  [60_000, '1 min'],
  [65_000, '1 min 5 s'],
  [3_600_000, '1 h'],
  [3_605_000, '1 h'],
  [90 * 60_000, '1 h 30 min'],
  [(3 * 24 + 4) * 3_600_000 + 59_000, '3 d 4 h'],
  [3 * 86_400_000 + 5000, '3 d'],
])('shows %i ms as %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text)
})
