/** More bots, more speed: each bot is capped so low that the machine is not what limits. */
import { MIB, round } from '../figures.js'
import { delayed } from '../preset.js'
import { defineScenario } from '../scenario.js'
import { steadySpeed } from './stripe.js'

export const scale = defineScenario({
  name: 'scale',
  shows: 'speed of one stream by the number of bots, each capped',
  settings: { mostBots: 8, accountMibs: 4, rttMs: 20, warmUpSeconds: 4, seconds: 10 },
  quick: { mostBots: 2, warmUpSeconds: 2, seconds: 3 },
  goals: ({ mostBots }) => [{ key: 'ratio', atLeast: (mostBots * 7) / 8 }],
  async run({ mostBots, accountMibs, rttMs, warmUpSeconds, seconds }, bench) {
    const network = delayed(rttMs, { accountBytesPerSecond: accountMibs * MIB })
    const bots: number[] = []
    const speeds: number[] = []
    for (let count = 1; count <= mostBots; count *= 2) {
      const { mibPerSecond } = await steadySpeed(bench, { bots: count, network, warmUpSeconds, seconds })
      bots.push(count)
      speeds.push(mibPerSecond)
    }
    return { bots, MiBs: speeds, ratio: round((speeds.at(-1) ?? NaN) / (speeds[0] ?? NaN)) }
  },
})
