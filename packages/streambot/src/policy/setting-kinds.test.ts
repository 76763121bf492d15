import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseUserId } from '../core/user-id.js'
import {
  bytesOrNone,
  choice,
  count,
  countOrNone,
  flag,
  list,
  secondsOrNever,
  type SettingKind,
} from './setting-kinds.js'

const traffic = bytesOrNone('GB', 1e15)
const size = bytesOrNone('bytes', Number.MAX_SAFE_INTEGER)
const expiry = secondsOrNever(1_000_000_000)
const users = list({ of: 'user_ids', max: 3, empty: 'none' }, parseUserId)

function valueOf<T>(kind: SettingKind<T>, text: string): T | string {
  const reading = kind.read(text)
  return reading.ok ? reading.value : `not taken: ${reading.entry}`
}

describe('what admins write', () => {
  it.each([
    ['a count', countOrNone(100), '7', 7],
    ['no limit as .env says it', countOrNone(100), '0', null],
    ['no limit in a word', countOrNone(100), 'Unlimited', null],
    ['the largest count', countOrNone(100), '100', 100],
    ['a number of GB as .env says it', traffic, '50', 50e9],
    ['a size in a unit', traffic, '1.5 TB', 1.5e12],
    ['a size in a unit of two', size, '2GiB', 2 * 2 ** 30],
    ['a number of bytes as .env says it', size, '4096', 4096],
    ['a size in short', size, '500m', 500e6],
    ['seconds as .env says it', expiry, '86400', 86_400],
    ['days', expiry, '7d', 604_800],
    ['hours and minutes', expiry, '1h 30M', 5400],
    ['for ever', expiry, 'never', null],
    ['on', flag, 'Yes', true],
    ['off', flag, '0', false],
    ['one of some', choice(['finish', 'cut']), 'CUT', 'cut'],
  ] as const)('is understood: %s', (_what, kind: SettingKind<unknown>, text, value) => {
    expect(valueOf(kind, text)).toEqual(value)
  })

  it('is understood as a list, each once', () => {
    expect(valueOf(users, '3, 1 2\n3')).toEqual([3, 1, 2])
    expect(valueOf(users, 'None')).toEqual([])
  })

  it.each([
    ['a word', countOrNone(100), 'many'],
    ['nothing', countOrNone(100), ''],
    ['too much', countOrNone(100), '101'],
    ['a negative number', countOrNone(100), '-1'],
    ['a broken number', countOrNone(100), '1.5'],
    ['too little', count(1, 200), '0'],
    ['no limit where there has to be one', count(1, 200), 'none'],
    ['too much traffic', traffic, '1000001'],
    ['a comma that may divide thousands', traffic, '1,500 GB'],
    ['a unit of something else', size, '5 parsecs'],
    ['more than a number holds', size, '9007199254740993'],
    ['a unit of time nobody knows', expiry, '5 fortnights'],
    ['half a time', expiry, '1h 30'],
    ['too long', expiry, '1000000001'],
    ['maybe', flag, 'maybe'],
    ['another word', choice(['finish', 'cut']), 'pause'],
    ['an empty list without its word', users, ' , '],
  ] as const)('is not taken: %s', (_what, kind: SettingKind<unknown>, text) => {
    expect(kind.read(text)).toEqual({ ok: false, entry: text })
  })

  it('is not taken for the one entry that is wrong, or one too many', () => {
    expect(users.read('1 @ada 2')).toEqual({ ok: false, entry: '@ada' })
    expect(users.read('1 2 3 2 4')).toEqual({ ok: false, entry: '4' })
  })
})

describe('what is shown', () => {
  it.each([
    [traffic, 100e9, '100 GB'],
    [traffic, 1.5e12, '1.5 TB'],
    [size, 5 * 2 ** 30, '5 GiB'],
    [size, 999, '999 bytes'],
    [size, 12_641, '12.641 kB'],
    [size, null, '0'],
    [expiry, 86_400, '1d'],
    [expiry, 90_061, '1d 1h 1m 1s'],
    [countOrNone(9), null, '0'],
    [flag, true, 'on'],
    [users, [3, 1], '3, 1'],
    [users, [], 'none'],
  ] as [SettingKind<unknown>, unknown, string][])('is short and exact: %#', (kind, value, text) => {
    expect(kind.show(value)).toBe(text)
  })

  it('means the same when it is said again', () => {
    const same = <T>(kind: SettingKind<T>, values: fc.Arbitrary<T>) =>
      fc.assert(
        fc.property(values, (value) => {
          expect(kind.read(kind.show(value))).toEqual({ ok: true, value })
        }),
      )
    const orNull = (values: fc.Arbitrary<number>) => fc.option(values, { nil: null })
    same(countOrNone(100_000), orNull(fc.integer({ min: 1, max: 100_000 })))
    same(size, orNull(fc.maxSafeNat().map((bytes) => bytes + (bytes === 0 ? 1 : 0))))
    same(size, orNull(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat(4)).map(([n, p]) => n * 1024 ** p)))
    same(traffic, orNull(fc.integer({ min: 1, max: 1_000_000 }).map((gigabytes) => gigabytes * 1e9)))
    same(expiry, orNull(fc.integer({ min: 1, max: 1_000_000_000 })))
    same(users, fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 45 }), { maxLength: 3 }))
  })
})
