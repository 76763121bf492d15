/**
 * What a GiB costs the server, beside the obvious implementation on the same simulated Telegram and beside the least that any
 * implementation has to do. Ratios within a run hold on any machine; seconds do not.
 */
import { costPerGib, median, MIB, round } from '../figures.js'
import { FloorProcess } from '../floor-process.js'
import type { MeasuredProcess } from '../measured-process.js'
import { NaiveProcess } from '../naive-process.js'
import { defineScenario } from '../scenario.js'
import type { Stage } from '../stage.js'
import { readWhole } from '../steady.js'

const WARM_UP_BYTES = 64 * MIB

interface Cost {
  readonly cpuPerGib: number
  readonly mibPerSecond: number
}

export const cpu = defineScenario({
  name: 'cpu',
  shows: 'CPU seconds per GiB of one whole download, beside a naive server and the floor',
  settings: { sizeMib: 1024, bots: 4, rounds: 3 },
  quick: { sizeMib: 128, rounds: 1 },
  goals: () => [
    { key: 'cpuPerGiB', atMost: 5 },
    { key: 'ratioToNaive', atMost: 0.3 },
  ],
  async run({ sizeMib, bots, rounds }, bench) {
    const sizeBytes = sizeMib * MIB
    await using stage = await bench.stage({ bots, network: 'unlimited' })
    await using naive = await NaiveProcess.start(stage.sim, bots)
    await using floor = await FloorProcess.start(stage.sim.directory, sizeBytes)
    await readWhole(stage, await stage.link(WARM_UP_BYTES))
    await readWhole(stage, await naive.link(WARM_UP_BYTES))

    const costs: { real: Cost; naive: Cost; floor: Cost }[] = []
    for (let turn = 1; turn <= rounds; turn++) {
      const cost = {
        real: await measure(stage, stage.server.process, await stage.link(sizeBytes)),
        naive: await measure(stage, naive.process, await naive.link(sizeBytes)),
        floor: await measure(stage, floor.process, { url: floor.url, sizeBytes }),
      }
      costs.push(cost)
      bench.say(`round ${turn}: ${JSON.stringify(cost)}`)
    }
    const cpuPerGiB = median(costs.map(({ real }) => real.cpuPerGib))
    const naiveCpuPerGiB = median(costs.map((cost) => cost.naive.cpuPerGib))
    const floorCpuPerGiB = median(costs.map((cost) => cost.floor.cpuPerGib))
    return {
      cpuPerGiB,
      naiveCpuPerGiB,
      floorCpuPerGiB,
      ratioToNaive: round(cpuPerGiB / naiveCpuPerGiB),
      ratioToFloor: round(cpuPerGiB / floorCpuPerGiB),
      mibPerSecond: median(costs.map(({ real }) => real.mibPerSecond)),
      naiveMibPerSecond: median(costs.map((cost) => cost.naive.mibPerSecond)),
      peakRssMib: (await stage.server.process.usage()).peakRssMib,
      naivePeakRssMib: (await naive.process.usage()).peakRssMib,
      aes: floor.aes,
      serverLog: stage.server.complaints,
    }
  },
})

async function measure(stage: Stage, server: MeasuredProcess, link: { url: string; sizeBytes: number }): Promise<Cost> {
  const before = await server.usage()
  const { durationMs } = await readWhole(stage, link)
  const after = await server.usage()
  const { sizeBytes } = link
  return { cpuPerGib: costPerGib(before, after, sizeBytes), mibPerSecond: round(sizeBytes / MIB / (durationMs / 1000)) }
}
