import { expect, it } from 'vitest'
import { ManualTime } from './manual-time.fixture.js'
import { reconnectionStrategy } from './reconnection-strategy.js'

const chance = (byte: number) => ({ bytes: () => new Uint8Array(4).fill(byte) })

/** The waits while nobody answers. */
function waits(byte: number, count: number): number[] {
  const wait = reconnectionStrategy(new ManualTime(), chance(byte))
  const found: number[] = []
  while (found.length < count) found.push(wait({ previousWait: found.at(-1) ?? null }))
  return found
}

it('dials again at once, then ever later up to ten seconds, each client at its own times', () => {
  expect(waits(255, 6)).toEqual([0, 1000, 3000, 9000, 10_000, 10_000])
  expect(waits(0, 4)).toEqual([0, 500, 500, 500])
})

it('does not dial at once for ever when each connection is closed as soon as it stands', async () => {
  const time = new ManualTime()
  const wait = reconnectionStrategy(time, chance(128))
  const first = [1, 2, 3, 4].map(() => wait({ previousWait: null }))
  expect(first.slice(0, 3)).toEqual([0, 0, 0])
  expect(first[3]).toBeGreaterThanOrEqual(500)
  await time.advance(10_000)
  expect(wait({ previousWait: null })).toBe(0)
})
