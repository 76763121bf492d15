import { expect, test } from 'vitest'
import { ManualClock } from '../clock.fixture.js'
import { DelayLine } from './delay-line.js'
import { networkPresets, type NetworkShape } from './network-shape.js'
import { RateMeter } from './rate-meter.js'

const slow: NetworkShape = {
  roundTripMs: 100,
  connectionBytesPerSecond: 1000,
  accountBytesPerSecond: null,
  allowance: null,
}

function start() {
  const clock = new ManualClock()
  const delivered: { name: string; at: number }[] = []
  const began = clock.now()
  const line = new DelayLine(clock, () => {})
  const push = (name: string, bytes: number, shape: NetworkShape, account: RateMeter | null = null) =>
    line.push(bytes, shape, account, () => delivered.push({ name, at: clock.now() - began }))
  return { clock, line, push, delivered }
}

test('delivers at once where there is no shape', () => {
  const { push, delivered } = start()
  push('a', 1_000_000, networkPresets.unlimited)
  expect(delivered).toEqual([{ name: 'a', at: 0 }])
})

test('packets are under way together: delay does not add up, bytes do', () => {
  const { clock, push, delivered } = start()
  push('a', 100, slow)
  push('b', 100, slow)
  push('c', 100, slow)
  clock.advance(1000)
  expect(delivered).toEqual([
    { name: 'a', at: 150 },
    { name: 'b', at: 250 },
    { name: 'c', at: 350 },
  ])
})

test('keeps the order when the shape changes under way', () => {
  const { clock, push, delivered } = start()
  push('a', 100, slow)
  push('b', 100, networkPresets.unlimited)
  clock.advance(1000)
  expect(delivered.map(({ name }) => name)).toEqual(['a', 'b'])
})

test('connections of one account share its bandwidth', () => {
  const account = new RateMeter()
  const shape: NetworkShape = { ...slow, roundTripMs: 0, connectionBytesPerSecond: null, accountBytesPerSecond: 1000 }
  const [one, other] = [start(), start()]
  one.push('a', 500, shape, account)
  other.push('b', 500, shape, account)
  one.clock.advance(2000)
  other.clock.advance(2000)
  expect([one.delivered[0]?.at, other.delivered[0]?.at]).toEqual([500, 1000])
})

test('counts the bytes it holds, and forgets them when closed', () => {
  const { clock, line, push } = start()
  push('a', 300, slow)
  push('b', 200, slow)
  expect(line.heldBytes).toBe(500)
  clock.advance(400)
  expect(line.heldBytes).toBe(200)
  line.close()
  expect(line.heldBytes).toBe(0)
})
