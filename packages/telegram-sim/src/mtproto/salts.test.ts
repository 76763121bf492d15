import { expect, test } from 'vitest'
import { Salts } from './salts.js'

const key = { id: '00', firstSalt: 7n, createdAt: 1_800_000_000_000 }
const salts = new Salts(Buffer.alloc(32))
const now = key.createdAt

test('a salt is valid for its half hour and the next', () => {
  const salt = salts.current(key, now)
  expect(salts.isValid(key, salt, now)).toBe(true)
  expect(salts.isValid(key, salt, now + 1_800_000)).toBe(true)
  expect(salts.isValid(key, salt, now + 3_600_000)).toBe(false)
})

test('the salt of the key exchange is valid at first', () => {
  expect(salts.isValid(key, 7n, now)).toBe(true)
  expect(salts.isValid(key, 7n, now + 3_600_000)).toBe(false)
})

test('future salts begin with the current one and follow without gaps', () => {
  const future = salts.future(key, 3, now)
  expect(future[0]?.salt).toBe(salts.current(key, now))
  expect(future[1]?.salt).toBe(salts.current(key, now + 1_800_000))
  expect(future).toHaveLength(3)
  expect(future[1]?.validSince).toBeLessThan(future[0]?.validUntil ?? 0)
})

test('never more than 64 future salts', () => {
  expect(salts.future(key, 1_000_000, now)).toHaveLength(64)
  expect(salts.future(key, -1, now)).toHaveLength(1)
})
