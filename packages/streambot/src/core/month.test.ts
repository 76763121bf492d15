import { describe, expect, it } from 'vitest'
import { endOfMonthMs, monthOf } from './month.js'

describe('a month', () => {
  it('is UTC, whatever the time zone of the machine', () => {
    expect(monthOf(Date.UTC(2026, 10, 30, 23, 59, 59, 999))).toBe('2026-11')
    expect(monthOf(Date.UTC(2026, 11, 1))).toBe('2026-12')
    expect(monthOf(0)).toBe('1970-01')
  })

  it('ends with the first millisecond of the next, also in December', () => {
    for (const ms of [Date.UTC(2026, 0, 31), Date.UTC(2026, 11, 31, 23, 59), Date.UTC(2028, 1, 29)]) {
      const end = endOfMonthMs(monthOf(ms))
      expect(monthOf(end - 1)).toBe(monthOf(ms))
      expect(monthOf(end)).not.toBe(monthOf(ms))
    }
  })
})
