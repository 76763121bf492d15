import { expect, it } from 'vitest'
import { costPerGib, GIB, median, quantile } from './figures.js'

it('takes the value that half, or 99 of 100, are not above', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i)
  expect([median(values), quantile(values, 0.99), quantile(values, 1)]).toEqual([50, 99, 100])
  expect(median([3, 1, 2])).toBe(2)
  expect(median([])).toBeNaN()
})

it('tells CPU seconds per GiB whatever was moved', () => {
  expect(costPerGib({ cpuSeconds: 1 }, { cpuSeconds: 3 }, GIB / 2)).toBe(4)
})
