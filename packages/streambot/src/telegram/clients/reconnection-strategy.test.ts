import { expect, it } from 'vitest'
import { ManualTime } from './manual-time.fixture.js'
import { reconnectionStrategy } from './reconnection-strategy.js'

const chance = (byte: number) => ({ bytes: () => new Uint8Array(4).fill(byte) })

/** The waits while nobody answers. */
async function waits(byte: number, count: number): Promise<number[]> {
  const time = new ManualTime()
  const wait = reconnectionStrategy(time, chance(byte))
  const found: number[] = []
  while (found.length < count) {
    found.push(wait({ previousWait: found.at(-1) ?? null }))
    await time.advance(found.at(-1) ?? 0)
  }
  return found
}

it('dials again at once, then ever later, each client at its own times', async () => {
  expect(await waits(255, 6)).toEqual([0, 1000, 3000, 5000, 5000, 5000])
  expect(await waits(0, 4)).toEqual([0, 500, 500, 500])
})

it('dials within five seconds at first, and within half a minute after a long time', async () => {
  const all = await waits(255, 40)
  const afterMs = (ms: number) => all.find((_, at) => all.slice(0, at).reduce((sum, wait) => sum + wait, 0) >= ms)
  expect(afterMs(15_000)).toBe(5000)
  expect(afterMs(150_000)).toBe(30_000)
  expect(Math.max(...all)).toBe(30_000)
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
