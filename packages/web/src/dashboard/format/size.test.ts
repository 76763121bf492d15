import { expect, it } from 'vitest'
import { formatSize } from './size.js'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 KB'],
  [1_536_000, '1.5 MB'],
  [999_949, '1 MB'],
  [104_857_600, '105 MB'],
  [4_294_967_296, '4.3 GB'],
])('shows %i bytes as %s', (bytes, shown) => {
  expect(formatSize(bytes)).toBe(shown)
})
