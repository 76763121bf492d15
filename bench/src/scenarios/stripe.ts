/** One download over several bots where each connection is capped: how much of the bots' sum one reader gets. */
import { MIB, round } from '../figures.js'
import { delayed } from '../preset.js'
import { type Bench, defineScenario, servingBots } from '../scenario.js'
import type { Network } from '../sim-process.js'
import { ENDLESS_BYTES, readFor, speedBetween, warmUp } from '../steady.js'

export const stripe = defineScenario({
  name: 'stripe',
  shows: 'one stream striped over several bots, each connection capped',
  settings: { bots: 4, rttMs: 40, connectionMibs: 10, warmUpSeconds: 3, seconds: 12 },
  quick: { warmUpSeconds: 1, seconds: 3 },
  goals: () => [{ key: 'ratio', atLeast: 3.5 }],
  async run({ bots, rttMs, connectionMibs, warmUpSeconds, seconds }, bench) {
    const network = delayed(rttMs, { connectionBytesPerSecond: connectionMibs * MIB })
    const one = await steadySpeed(bench, { bots: 1, network, warmUpSeconds, seconds })
    const all = await steadySpeed(bench, { bots, network, warmUpSeconds, seconds })
    return {
      oneBotMiBs: one.mibPerSecond,
      fourBotsMiBs: all.mibPerSecond,
      ratio: round(all.mibPerSecond / one.mibPerSecond),
      oneBot: one,
      fourBots: all,
    }
  },
})

export interface SteadyOptions {
  readonly bots: number
  readonly network: Network
  /** Not counted. */
  readonly warmUpSeconds: number
  readonly seconds: number
}

export interface SteadySpeed {
  readonly mibPerSecond: number
  readonly servingBots: number
  /** Connections that downloaded, as the simulated Telegram sees them. */
  readonly dataConnections: number
  readonly serverLog: Readonly<Record<string, number>>
}

/** One stream of a file nobody read, by a server started for it. */
export async function steadySpeed(bench: Bench, options: SteadyOptions): Promise<SteadySpeed> {
  const { bots, network, warmUpSeconds, seconds } = options
  await using stage = await bench.stage({ bots, network })
  await warmUp(stage, 4 * MIB, bots)
  const link = await stage.link(ENDLESS_BYTES)
  await stage.sim.resetCounters()
  const report = await readFor(stage, link, warmUpSeconds + seconds)
  const connections = await stage.sim.connections()
  const speed = {
    mibPerSecond: speedBetween(report, warmUpSeconds, warmUpSeconds + seconds),
    servingBots: servingBots((await stage.sim.counters()).bytesByAccount),
    dataConnections: connections.filter(({ fileBytes }) => fileBytes > 0).length,
    serverLog: stage.server.complaints,
  }
  bench.say(`${bots} bots: ${JSON.stringify(speed)}`)
  return speed
}
