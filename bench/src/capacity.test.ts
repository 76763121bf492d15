/** What `streambot capacity` promises of bots, held against the scheduler, the cache and the budget themselves, on a clock that nothing makes late. */
import { setMaxListeners } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { viewersOfBots } from 'streambot'
import type { PlaybackReport } from './load/order.js'
import { SimulatedInstance, SimulatedTelegram } from './simulated-service.js'

/** Each connection as people report of Telegram (packages/telegram-sim/src/network/network-shape.ts). */
const CONNECTION = {
  connectionsPerBot: 4,
  connectionBytesPerSecond: 5_500_000,
  botBytesPerSecond: null,
  roundTripMs: 40,
}
const VIEWER_BYTES_PER_SECOND = 625_000
const PLAYER = { bytesPerSecond: VIEWER_BYTES_PER_SECOND, beginsWithSeconds: 2, holdsSeconds: 30 }
const WITHIN_MS = 3000
const STEP_MS = 100

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

interface Evening {
  readonly bots: number
  readonly viewersPerFilm: number
  /** Part of the viewers that are promised. */
  readonly load: number
  readonly seconds: number
}

/** @returns how many came, and those of them who stood still */
async function watch({ bots, viewersPerFilm, load, seconds }: Evening): Promise<{ viewers: number; stalled: number }> {
  const promised = viewersOfBots({
    bots,
    botBytesPerSecond: CONNECTION.connectionsPerBot * CONNECTION.connectionBytesPerSecond,
    viewerBytesPerSecond: VIEWER_BYTES_PER_SECOND,
    shared: 1 - 1 / viewersPerFilm,
    instances: 1,
  })
  const viewers = Math.round(promised * load)
  const telegram = new SimulatedTelegram({ bots, ...CONNECTION })
  await using instance = new SimulatedInstance(telegram, [...telegram.pipes.keys()])
  const leave = new AbortController()
  setMaxListeners(0, leave.signal)
  const watching = Array.from({ length: viewers }, async (_, viewer): Promise<PlaybackReport> => {
    const film = Math.floor(viewer / viewersPerFilm)
    await new Promise((resolve) => setTimeout(resolve, (film * viewersPerFilm * WITHIN_MS) / viewers))
    return instance.watch(film, PLAYER, leave.signal)
  })
  for (let ms = 0; ms < seconds * 1000; ms += STEP_MS) await vi.advanceTimersByTimeAsync(STEP_MS)
  leave.abort(new Error('Everybody leaves'))
  await vi.advanceTimersByTimeAsync(STEP_MS)
  const reports = await Promise.all(watching)
  return { viewers, stalled: reports.filter(({ startedMs, stalls }) => startedMs === null || stalls > 0).length }
}

it.each([
  { bots: 1, viewersPerFilm: 1 },
  { bots: 2, viewersPerFilm: 1 },
  { bots: 1, viewersPerFilm: 4 },
])('lets nobody stand still at 0.7 of what it promises, and most at 1.5: %j', async (service) => {
  expect((await watch({ ...service, load: 0.7, seconds: 12 })).stalled).toBe(0)
  // What everybody was given to begin with is gone by then.
  const { viewers, stalled } = await watch({ ...service, load: 1.5, seconds: 25 })
  expect(stalled).toBeGreaterThan(viewers / 2)
})
