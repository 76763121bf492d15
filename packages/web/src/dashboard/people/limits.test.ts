import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCount } from '../format/read-count.js'
import { readGigabytes, toLimits, toTyped } from './limits.js'

it('reads nothing as nobody’s own limit, 0 as none, and what is no number as a mistake', () => {
  expect([readCount(''), readCount(' 0 '), readCount('12'), readCount('-1'), readCount('1.5'), readCount('x')]).toEqual(
    [null, 0, 12, undefined, undefined, undefined],
  )
  expect([readGigabytes(''), readGigabytes('2,5'), readGigabytes('0'), readGigabytes('1e3')]).toEqual([
    null,
    2_500_000_000,
    0,
    undefined,
  ])
})

it('reads what it shows', () => {
  fc.assert(
    fc.property(fc.option(fc.integer({ min: 0, max: 100_000 })), (limit) => {
      const bytes = limit === null ? null : limit * 1_000_000
      const { links, gigabytes } = toTyped({ linksPerDay: limit, bandwidthBytesPerMonth: bytes })
      expect([readCount(links), readGigabytes(gigabytes)]).toEqual([limit, bytes])
    }),
  )
})

it('sends only what is changed, so that a limit that cannot be shown as it is stays as it is', () => {
  for (const bandwidthBytesPerMonth of [300_000, 499_999, 1_234_567_890, 5e15]) {
    const own = { linksPerDay: 5, bandwidthBytesPerMonth }
    expect(toLimits({ ...toTyped(own), links: '7' }, own)).toEqual({ linksPerDay: 7 })
    expect(toLimits(toTyped(own), own)).toEqual({})
    expect(toLimits({ links: '5', gigabytes: '' }, own)).toEqual({ bandwidthBytesPerMonth: null })
  }
  expect(toLimits({ links: 'x', gigabytes: '' }, null)).toStrictEqual({ linksPerDay: undefined })
  expect(toLimits({ links: '0', gigabytes: '0' }, null)).toEqual({ linksPerDay: 0, bandwidthBytesPerMonth: 0 })
})
