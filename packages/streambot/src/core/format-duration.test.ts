import { expect, it } from 'vitest'
import { formatDuration } from './format-duration.js'

it.each([
  [0, '0:00'],
  [6.6, '0:07'],
  [-3, '0:00'],
  [59.6, '1:00'],
  [123, '2:03'],
  [3599.7, '1:00:00'],
  [3723, '1:02:03'],
  [360_000, '100:00:00'],
])('shows %d seconds as %s', (seconds, shown) => {
  expect(formatDuration(seconds)).toBe(shown)
})
