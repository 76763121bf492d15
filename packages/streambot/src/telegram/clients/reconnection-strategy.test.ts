import { expect, it } from 'vitest'
import { ManualTime } from './manual-time.fixture.js'
import { ReconnectionStrategy } from './reconnection-strategy.js'

const chance = (byte: number) => ({ bytes: () => new Uint8Array(4).fill(byte) })
const MOST = chance(255)

/** Dials so often, and waits as told each time. `isTaken`: connections come about, and end at once. */
async function dial(strategy: ReconnectionStrategy, time: ManualTime, count: number, isTaken = false) {
  const waits: number[] = []
  while (waits.length < count) {
    waits.push(strategy.wait({ previousWait: isTaken ? null : (waits.at(-1) ?? null) }))
    await time.advance(waits.at(-1) ?? 0)
  }
  return waits
}

function start(randomness = MOST) {
  const time = new ManualTime()
  return { time, strategy: new ReconnectionStrategy(time, randomness) }
}

it('dials again at once, then ever later, each client at its own times', async () => {
  const { strategy, time } = start()
  expect(await dial(strategy, time, 6)).toEqual([0, 1000, 3000, 5000, 5000, 5000])
  const other = start(chance(0))
  expect(await dial(other.strategy, other.time, 4)).toEqual([0, 500, 500, 500])
})

it('dials within five seconds at first, and within half a minute after a long time', async () => {
  const { strategy, time } = start()
  const all = await dial(strategy, time, 40)
  const afterMs = (ms: number) => all.find((_, at) => all.slice(0, at).reduce((sum, wait) => sum + wait, 0) >= ms)
  expect(afterMs(15_000)).toBe(5000)
  expect(afterMs(150_000)).toBe(30_000)
  expect(Math.max(...all)).toBe(30_000)
})

it('dials ever later, too, when each connection is closed as soon as it stands', async () => {
  const { strategy, time } = start()
  expect(await dial(strategy, time, 10, true)).toEqual([0, 0, 0, 0, 0, 0, 1000, 3000, 5000, 5000])
  expect(await dial(strategy, time, 60, true)).toContain(30_000)
})

it('begins anew with the next loss once Telegram answered', async () => {
  const { strategy, time } = start()
  await dial(strategy, time, 5)
  strategy.answered()
  expect(await dial(strategy, time, 3)).toEqual([0, 1000, 3000])
})

it('does not dial at once for ever where each connection brings an answer and is lost', async () => {
  const { strategy, time } = start()
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    strategy.answered()
    waits.push(...(await dial(strategy, time, 1, true)))
  }
  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 1000, 1000])
  await time.advance(10_000)
  strategy.answered()
  expect(strategy.wait({ previousWait: null })).toBe(0)
})

it('dials at once again, too, after the clock was set back', () => {
  let nowMs = 3_600_000
  const strategy = new ReconnectionStrategy({ now: () => nowMs }, MOST)
  for (let times = 0; times < 6; times++) strategy.wait({ previousWait: null })
  nowMs = 0
  strategy.answered()
  expect(strategy.wait({ previousWait: null })).toBe(0)
})
