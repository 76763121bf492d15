/**
 * Far from Telegram, with its allowance: what of each connection's sustained rate arrives, with one bot and with several. The
 * burst that every new connection is granted is over before counting begins.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { MIB, round } from '../figures.js'
import { type Bench, defineScenario, servingBots } from '../scenario.js'
import { ENDLESS_BYTES, readFor, speedBetween } from '../steady.js'

/** Sustained bytes per second of the preset's allowance, per connection. */
const ALLOWANCE = 5_500_000
const LOOK_EVERY_MS = 1000

export const far = defineScenario({
  name: 'far',
  shows: 'speed far from Telegram, against what its allowance gives',
  settings: { bots: 4, warmUpSeconds: 10, seconds: 20 },
  quick: { warmUpSeconds: 4, seconds: 5 },
  goals: () => [
    { key: 'oneBotToAllowance', atLeast: 0.85 },
    { key: 'ratio', atLeast: 3.5 },
  ],
  async run({ bots, warmUpSeconds, seconds }, bench) {
    const one = await runFar(bench, 1, warmUpSeconds, seconds)
    const all = await runFar(bench, bots, warmUpSeconds, seconds)
    return {
      oneBotMiBs: one.mibPerSecond,
      fourBotsMiBs: all.mibPerSecond,
      floodWaits: one.floodWaits + all.floodWaits,
      ratio: round(all.mibPerSecond / one.mibPerSecond),
      oneBotToAllowance: one.toAllowance,
      fourBotsToAllowance: all.toAllowance,
      oneBot: one,
      fourBots: all,
    }
  },
})

async function runFar(bench: Bench, bots: number, warmUpSeconds: number, seconds: number) {
  await using stage = await bench.stage({ bots, network: 'far' })
  const link = await stage.link(ENDLESS_BYTES)
  await stage.sim.resetCounters()
  const reading = readFor(stage, link, warmUpSeconds + seconds)
  reading.catch(() => {}) // awaited below, after the looking
  await delay(warmUpSeconds * 1000, undefined, { signal: bench.signal })
  let dataConnections = 0
  for (let looks = 0; looks < (seconds * 1000) / LOOK_EVERY_MS - 1; looks++) {
    const open = (await stage.sim.connections()).filter(({ fileBytes }) => fileBytes > 0).length
    dataConnections = Math.max(dataConnections, open)
    await delay(LOOK_EVERY_MS, undefined, { signal: bench.signal })
  }
  const report = await reading
  const { errors, bytesByAccount } = await stage.sim.counters()
  const mibPerSecond = speedBetween(report, warmUpSeconds, warmUpSeconds + seconds)
  const allowanceMibs = round((dataConnections * ALLOWANCE) / MIB)
  const run = {
    mibPerSecond,
    dataConnections,
    allowanceMibs,
    toAllowance: round(mibPerSecond / allowanceMibs),
    floodWaits: (errors['FLOOD_PREMIUM_WAIT_X'] ?? 0) + (errors['FLOOD_WAIT_X'] ?? 0),
    servingBots: servingBots(bytesByAccount),
    serverLog: stage.server.complaints,
  }
  bench.say(`${bots} bots: ${JSON.stringify(run)}`)
  return run
}
