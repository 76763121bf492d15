import { expect, it } from 'vitest'
import { formatAgo, formatMoment } from './moment.js'

const now = Date.parse('2026-11-20T12:00:00Z')
const at = (ms: number) => new Date(now + ms).toISOString()

it.each([
  [0, 'just now'],
  [9000, 'just now'],
  [-11_000, '11 s ago'],
  [-75 * 60_000, '1 h ago'],
  [-59.5 * 60_000, '1 h ago'],
  [86_400_000 - 20_000, 'in 1 d'],
  [6.4 * 86_400_000, 'in 6 d'],
  [-3 * 86_400_000, '3 d ago'],
  [2 * 3_600_000, 'in 2 h'],
])('shows what is %i ms from now as %s', (ms, text) => {
  expect(formatAgo(at(ms), now)).toBe(text)
})

it('shows what is long ago as a day', () => {
  expect(formatAgo('2025-01-15T12:00:00Z', now)).toBe('2025-01-15')
})

it('shows the time of whoever looks', () => {
  expect(formatMoment(new Date(2026, 0, 2, 3, 4, 5).toISOString())).toBe('2026-01-02 03:04:05')
})
