/**
 * One simulated data centre serving parts to one client in another process. The simulator has to be fast enough not to be
 * what other measurements measure.
 */
import { costPerGib, GIB, MIB, round } from '../figures.js'
import { networkOf } from '../preset.js'
import { ownUsage } from '../process-usage.js'
import { defineScenario } from '../scenario.js'
import { startSim } from '../sim-process.js'

const WARM_UP_MIB = 64

export const simDownload = defineScenario({
  name: 'sim-download',
  shows: 'the simulated Telegram alone, read by one client in this process',
  settings: { sizeMib: 1024, preset: 'unlimited' },
  quick: { sizeMib: 64 },
  goals: () => [],
  async run({ sizeMib, preset }, bench) {
    const { PartClient } = await import('../part-client.js')
    await using sim = await startSim(networkOf(preset), bench.signal)
    await using client = await PartClient.start(sim, sizeMib * MIB)
    await client.readParts(Math.min(WARM_UP_MIB, sizeMib))

    const [simBefore, clientBefore] = [await sim.process.usage(), ownUsage()]
    const startedMs = performance.now()
    await client.readParts(sizeMib)
    const seconds = (performance.now() - startedMs) / 1000
    const [simAfter, clientAfter] = [await sim.process.usage(), ownUsage()]

    const simCost = costPerGib(simBefore, simAfter, sizeMib * MIB)
    const clientCost = costPerGib(clientBefore, clientAfter, sizeMib * MIB)
    return {
      mibPerSecond: round(sizeMib / seconds),
      simCpuSecondsPerGib: simCost,
      clientCpuSecondsPerGib: clientCost,
      simToClientCpu: round(simCost / clientCost),
      /** What the simulator could serve on a core of its own. */
      simMibPerCpuSecond: round(GIB / MIB / simCost),
    }
  },
})
