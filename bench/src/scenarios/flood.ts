/**
 * One of several bots is told to wait half a minute in the middle of a stream: the others should give what they would without it,
 * and the reader should hardly feel the moment. Connections are capped, so that they are what limits.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { MIB, round } from '../figures.js'
import { delayed } from '../preset.js'
import { type Bench, defineScenario } from '../scenario.js'
import type { Network } from '../sim-process.js'
import { ENDLESS_BYTES, longestGapBetween, readFor, speedBetween, warmUp } from '../steady.js'

const WAIT_SECONDS = 30

export const flood = defineScenario({
  name: 'flood',
  shows: 'one stream over four bots of which one is told to wait, against three bots',
  settings: { bots: 4, connectionMibs: 5, rttMs: 20, warmUpSeconds: 5, seconds: 12 },
  quick: { warmUpSeconds: 2, seconds: 4 },
  goals: () => [
    { key: 'ratioToThreeBots', atLeast: 0.95 },
    { key: 'stallMs', atMost: 200 },
  ],
  async run({ bots, connectionMibs, rttMs, warmUpSeconds, seconds }, bench) {
    const network = delayed(rttMs, { connectionBytesPerSecond: connectionMibs * MIB })
    const plain = await runFlood(bench, { bots: bots - 1, network, warmUpSeconds, seconds, isFlooded: false })
    const flooded = await runFlood(bench, { bots, network, warmUpSeconds, seconds, isFlooded: true })
    return {
      ratioToThreeBots: round(flooded.mibPerSecond / plain.mibPerSecond),
      /** Beyond the longest gap of the undisturbed run. */
      stallMs: Math.max(0, flooded.longestGapMs - plain.longestGapMs),
      threeBots: plain,
      flooded,
    }
  },
})

interface FloodRun {
  readonly bots: number
  readonly network: Network
  readonly warmUpSeconds: number
  readonly seconds: number
  readonly isFlooded: boolean
}

async function runFlood(bench: Bench, { bots, network, warmUpSeconds, seconds, isFlooded }: FloodRun) {
  await using stage = await bench.stage({ bots, network })
  await warmUp(stage, 4 * MIB, bots)
  const link = await stage.link(ENDLESS_BYTES)
  await stage.sim.resetCounters()
  const reading = readFor(stage, link, warmUpSeconds + seconds)
  reading.catch(() => {}) // awaited below
  await delay(warmUpSeconds * 1000, undefined, { signal: bench.signal })
  if (isFlooded) {
    const aim = { accountId: stage.workerIds[0] ?? stage.primaryId, method: 'upload.getFile', times: 'every' }
    await stage.sim.ask('POST', '/faults', { fault: { name: 'floodWait', seconds: WAIT_SECONDS }, aim })
  }
  const report = await reading
  const end = warmUpSeconds + seconds
  const run = {
    mibPerSecond: speedBetween(report, warmUpSeconds, end),
    longestGapMs: longestGapBetween(report, warmUpSeconds, end),
    floodWaits: (await stage.sim.counters()).errors['FLOOD_WAIT_X'] ?? 0,
    serverLog: stage.server.complaints,
  }
  bench.say(`${bots} bots${isFlooded ? ', one flooded' : ''}: ${JSON.stringify(run)}`)
  return run
}
