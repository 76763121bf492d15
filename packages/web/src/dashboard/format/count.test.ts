import { expect, it } from 'vitest'
import { countOf, formatBytes, formatCount, formatRate, percentOf } from './count.js'

it('shows what nobody knows as a dash', () => {
  expect([formatCount(null), formatBytes(null), formatRate(null)]).toEqual(['–', '–', '–'])
})

it('shows numbers with their unit', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567')
  expect(formatBytes(1_500_000)).toBe('1.5 MB')
  expect(formatBytes(-1)).toBe('0 B')
  expect(formatRate(999.4)).toBe('999 B/s')
  expect(countOf(1, 'person', 'people')).toBe('1 person')
  expect(countOf(0, 'person', 'people')).toBe('0 people')
})

it.each([
  [0, 100, '0 %'],
  [1, 1000, '< 1 %'],
  [50, 100, '50 %'],
  [999, 1000, '> 99 %'],
  [1000, 1000, '100 %'],
  [1500, 1000, '150 %'],
  [5, null, null],
  [5, 0, null],
])('shows %i of %s as %s', (part, whole, text) => {
  expect(percentOf(part, whole)).toBe(text)
})
