/**
 * One whole download over real sockets: the simulated Telegram, the server and the reader in three processes. Shows speed, and
 * what a GiB costs on either side; the simulator must not be the dearer one.
 */
import { costPerGib, MIB, round } from '../figures.js'
import { defineScenario } from '../scenario.js'
import { networkOf } from '../preset.js'
import { readWhole } from '../steady.js'

const WARM_UP_BYTES = 16 * MIB

export const download = defineScenario({
  name: 'download',
  shows: 'one whole download, cost per GiB of server and simulator',
  settings: { sizeMib: 1024, bots: 3, preset: 'unlimited' },
  quick: { sizeMib: 64 },
  goals: () => [],
  async run({ sizeMib, bots, preset }, bench) {
    await using stage = await bench.stage({ bots, network: networkOf(preset) })
    await readWhole(stage, await stage.link(WARM_UP_BYTES)) // logins to data centres, warm code
    const link = await stage.link(sizeMib * MIB)

    const usage = () =>
      Promise.all([stage.sim.process, stage.server.process, stage.load.process].map((process) => process.usage()))
    const [sim, server, load] = await usage()
    const { durationMs, firstByteMs } = await readWhole(stage, link)
    const [simAfter, serverAfter, loadAfter] = await usage()
    if (!sim || !server || !load || !simAfter || !serverAfter || !loadAfter) throw new Error('A process is missing')

    const simCost = costPerGib(sim, simAfter, link.sizeBytes)
    const serverCost = costPerGib(server, serverAfter, link.sizeBytes)
    return {
      mibPerSecond: round(sizeMib / (durationMs / 1000)),
      firstByteMs: round(firstByteMs),
      simCpuSecondsPerGib: simCost,
      serverCpuSecondsPerGib: serverCost,
      loadCpuSecondsPerGib: costPerGib(load, loadAfter, link.sizeBytes),
      simToServerCpu: round(simCost / serverCost),
      simPeakRssMib: simAfter.peakRssMib,
      serverPeakRssMib: serverAfter.peakRssMib,
      serverLog: stage.server.complaints,
    }
  },
})
