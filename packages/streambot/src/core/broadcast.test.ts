import { expect, it } from 'vitest'
import { randomIdOf } from './broadcast.js'

it('a copy has the same random id at every start, so that Telegram knows it again', () => {
  expect(randomIdOf('0123456789abcdef', 7)).toBe(randomIdOf('0123456789abcdef', 7))
  expect(randomIdOf('0123456789abcdef', 7)).toBe(-7_382_994_411_608_058_177n)
})

it('no two copies share a random id, nor is one more than 64 bits', () => {
  const ids = new Set<bigint>()
  for (const broadcast of ['0123456789abcdef', 'fedcba9876543210']) {
    for (let userId = 1; userId <= 5000; userId++) ids.add(randomIdOf(broadcast, userId))
  }
  expect(ids.size).toBe(10_000)
  expect([...ids].every((id) => id !== 0n && BigInt.asIntN(64, id) === id)).toBe(true)
})
