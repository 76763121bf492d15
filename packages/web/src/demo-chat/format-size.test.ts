import { expect, it } from 'vitest'
import { formatSize } from './format-size.js'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1024, '1 KiB'],
  [1_572_864, '1.5 MiB'],
  [1_048_300, '1 MiB'],
  [109_051_904, '104 MiB'],
  [4_294_967_296, '4 GiB'],
])('shows %i bytes as %s', (bytes, shown) => {
  expect(formatSize(bytes)).toBe(shown)
})
