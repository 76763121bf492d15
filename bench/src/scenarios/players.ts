/**
 * What viewers cost, each at the pace of its film: processor time for a GiB in and out, memory that each stream holds, and calls to the database. Bots and
 * lines are as fast as this machine.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { GIB, MIB, quantile, round, sum } from '../figures.js'
import { delayed } from '../preset.js'
import { mainThreadCpuSeconds } from '../process-usage.js'
import { type Bench, defineScenario } from '../scenario.js'
import { ScrapedMetrics } from '../scraped-metrics.js'
import type { Stage } from '../stage.js'
import { ENDLESS_BYTES } from '../steady.js'
import { watchTogether } from '../watching.js'

const BYTES_PER_MBIT = 1_000_000 / 8
const LOOK_EVERY_MS = 1000

export const players = defineScenario({
  name: 'players',
  shows: 'what viewers at the pace of their films cost: processor, memory, calls to the database',
  settings: {
    viewers: 100,
    mbits: 5,
    viewersPerFilm: 1,
    bots: 4,
    rttMs: 40,
    memoryLimitMib: 1024,
    withinSeconds: 10,
    seconds: 40,
  },
  quick: { viewers: 10, withinSeconds: 2, seconds: 5 },
  goals: () => [{ key: 'stalled', atMost: 0 }],
  async run({ viewers, mbits, viewersPerFilm, bots, rttMs, memoryLimitMib, withinSeconds, seconds }, bench) {
    await using stage = await bench.stage({
      bots,
      network: delayed(rttMs),
      env: { MEMORY_LIMIT_MIB: String(memoryLimitMib) },
    })
    const links = await stage.links(Math.ceil(viewers / viewersPerFilm), ENDLESS_BYTES)
    const { process, baseUrl } = stage.server
    const before = await costs(stage, bench)
    const done = new AbortController()
    const holding = sampleHeld(baseUrl, bench, done.signal)
    const viewerBytesPerSecond = mbits * BYTES_PER_MBIT
    const audience = { viewers, viewerBytesPerSecond, viewersPerFilm, withinSeconds, seconds }
    const watched = await watchTogether(stage, links, audience)
    done.abort()
    const after = await costs(stage, bench)
    const held = await holding
    const takenGib = (watched.takenMib * MIB) / GIB
    const calls = [...after.calls].map(([verb, count]) => [verb, count - (before.calls.get(verb) ?? 0)] as const)
    return {
      ...watched,
      cpuSecondsPerGib: round((after.cpuSeconds - before.cpuSeconds) / takenGib),
      mainThreadSecondsPerGib: round((after.mainSeconds - before.mainSeconds) / takenGib),
      heldKibPerViewer: Math.round(quantile(held, 0.5) / 1024 / viewers),
      mostHeldKibPerViewer: Math.round(Math.max(...held) / 1024 / viewers),
      peakRssMib: (await process.usage()).peakRssMib,
      storeCallsPerSecond: round(sum(calls.map(([, count]) => count)) / (withinSeconds + seconds)),
      storeCalls: Object.fromEntries(calls.filter(([, count]) => count > 0)),
      serverLog: stage.server.complaints,
    }
  },
})

async function costs({ server }: Stage, bench: Bench) {
  const metrics = await ScrapedMetrics.of(server.baseUrl, bench.signal)
  return {
    cpuSeconds: (await server.process.usage()).cpuSeconds,
    mainSeconds: await mainThreadCpuSeconds(server.process.pid),
    calls: metrics.byLabels('streambot_store_call_seconds_count', ['store', 'verb']),
  }
}

/** What streams held of the budget, a sample a second. */
async function sampleHeld(baseUrl: string, bench: Bench, signal: AbortSignal): Promise<number[]> {
  const held: number[] = []
  while (!signal.aborted) {
    const metrics = await ScrapedMetrics.of(baseUrl, bench.signal)
    held.push(metrics.sum('streambot_budget_used_bytes', 'by="streams"'))
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})
  }
  return held
}
