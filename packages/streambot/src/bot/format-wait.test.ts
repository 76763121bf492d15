import { expect, it } from 'vitest'
import { formatWait } from './format-wait.js'

it.each([
  [0, '1 second'],
  [1, '1 second'],
  [1001, '2 seconds'],
  [60_000, '1 minute'],
  [3_725_000, '1 hour 2 minutes 5 seconds'],
  [86_399_001, '1 day'],
  [2 * 86_400_000 + 3_600_000, '2 days 1 hour'],
])('says %i ms as %s', (ms, text) => {
  expect(formatWait(ms)).toBe(text)
})
