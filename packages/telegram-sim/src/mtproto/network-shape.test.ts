/** The figures of the presets, measured at a client under a clock that moves only when told. */
import { expect, test } from 'vitest'
import { ManualClock } from '../clock.fixture.js'
import { Network } from '../network/network.js'
import { type NetworkShape, networkPresets } from '../network/network-shape.js'
import { answerTo, call, getPart, nearestDc, start } from './raw-wire.fixture.js'

const stepMs = 5
const mebibyte = 1024 * 1024

async function startShaped(shape: NetworkShape) {
  const clock = new ManualClock(Date.now())
  const network = new Network()
  const started = await start({ clock, network }, { now: () => clock.now() })
  network.set(shape)
  return { clock, ...started }
}

/**
 * How long `answers` take by the clock. Bytes on the loopback take no time by it, but some turns of the event loop: so many are
 * given them before each step.
 */
async function elapsed(clock: ManualClock, answers: Promise<unknown>, turns = 40): Promise<number> {
  const began = clock.now()
  const done = { is: false }
  const finish = () => (done.is = true)
  answers.then(finish, finish)
  for (;;) {
    for (let turn = 0; turn < turns && !done.is; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (done.is) return clock.now() - began
    clock.advance(stepMs)
  }
}

test.each(['near', 'far'] as const)('%s: a call takes one round trip, and eight at once no longer', async (preset) => {
  const shape = networkPresets[preset]
  const started = await startShaped(shape)
  await using _ = started
  using client = started.client

  for (const count of [1, 8]) {
    const ids = Array.from({ length: count }, () => call(client, nearestDc))
    const took = await elapsed(started.clock, Promise.all(ids.map((id) => answerTo(client, id))))
    expect(took).toBeGreaterThanOrEqual(shape.roundTripMs - 2)
    expect(took).toBeLessThanOrEqual(shape.roundTripMs + 6 * stepMs)
  }
})

test('far: parts come at the bandwidth of a connection, then its allowance says how long to wait', async () => {
  const { far } = networkPresets
  const started = await startShaped(far)
  await using _ = started
  using client = started.client
  const parts = Math.floor(far.allowance.burstBytes / mebibyte)

  const ids = Array.from({ length: parts }, () => call(client, getPart))
  const took = await elapsed(started.clock, Promise.all(ids.map((id) => answerTo(client, id))))
  const expected = far.roundTripMs + (parts * mebibyte * 1000) / far.connectionBytesPerSecond
  expect(took).toBeGreaterThan(expected * 0.98)
  expect(took).toBeLessThan(expected * 1.1)

  // What the bucket earned back while they came is gone, too.
  const more = Array.from({ length: 8 }, () => call(client, getPart))
  const answers = Promise.all(more.map((id) => answerTo(client, id)))
  await elapsed(started.clock, answers)
  const refused = (await answers).filter(({ object }) => object._ === 'mt_rpc_error')
  expect(refused.at(-1)?.object.errorMessage).toMatch(/^FLOOD_PREMIUM_WAIT_[12]$/)
})
