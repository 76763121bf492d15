/** Many people watch one file at nearly the same time: how often its bytes come from Telegram. */
import { setTimeout as delay } from 'node:timers/promises'
import { MIB, round } from '../figures.js'
import { defineScenario } from '../scenario.js'
import { readWhole } from '../steady.js'

export const viewers = defineScenario({
  name: 'viewers',
  shows: 'bytes fetched from Telegram for many readers of one file',
  settings: { readers: 100, sizeMib: 200, withinSeconds: 10, bots: 4 },
  quick: { readers: 10, sizeMib: 32, withinSeconds: 2 },
  goals: () => [{ key: 'ratio', atMost: 1.05 }],
  async run({ readers, sizeMib, withinSeconds, bots }, bench) {
    await using stage = await bench.stage({ bots, network: 'unlimited' })
    const link = await stage.link(sizeMib * MIB)
    await stage.sim.resetCounters()
    const before = await stage.server.process.usage()
    const startedMs = performance.now()
    const reading = Array.from({ length: readers }, async (_, i) => {
      await delay((i * withinSeconds * 1000) / readers, undefined, { signal: bench.signal })
      return readWhole(stage, link)
    })
    await Promise.all(reading)
    const seconds = (performance.now() - startedMs) / 1000
    const after = await stage.server.process.usage()
    const upstreamBytes = (await stage.sim.counters()).bytesByFile[link.fileId] ?? 0
    return {
      fileBytes: link.sizeBytes,
      upstreamBytes,
      ratio: round(upstreamBytes / link.sizeBytes),
      seconds: round(seconds),
      servedMibPerSecond: round((readers * sizeMib) / seconds),
      cpuSeconds: round(after.cpuSeconds - before.cpuSeconds),
      peakRssMib: after.peakRssMib,
      serverLog: stage.server.complaints,
    }
  },
})
