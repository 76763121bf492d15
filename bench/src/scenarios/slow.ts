/**
 * Very many slow readers of different files, long enough for every buffer between to be full: the memory of the server, and
 * whether each reader gets what it takes.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { KIB, MIB, round, sum } from '../figures.js'
import { type Bench, defineScenario } from '../scenario.js'
import { openFileLimit } from '../process-usage.js'
import type { Link, Stage } from '../stage.js'
import type { ReadReport } from '../load/order.js'

const GRACE_MS = 30_000
/** Of what a reader would have taken; beneath it the server failed it. */
const FAIR_SHARE = 0.8
const FILES_BESIDE = 200

export const slow = defineScenario({
  name: 'slow',
  shows: "the server's memory under many slow readers of different files",
  settings: {
    readers: 1000,
    readerKibs: 64,
    sizeMib: 64,
    withinSeconds: 10,
    seconds: 60,
    settleSeconds: 60,
    memoryLimitMib: 512,
    bots: 4,
  },
  quick: { readers: 50, seconds: 6, withinSeconds: 2, settleSeconds: 3 },
  goals: ({ memoryLimitMib }) => [
    { key: 'rssMiB', atMost: memoryLimitMib },
    { key: 'failed', atMost: 0 },
  ],
  async run(settings, bench) {
    const { readers, sizeMib, settleSeconds, memoryLimitMib, bots } = settings
    const limit = await openFileLimit()
    if (limit < readers + FILES_BESIDE)
      throw new Error(
        `${readers} readers need ${readers + FILES_BESIDE} open files; the limit (ulimit -Hn) is ${limit}`,
      )
    const env = { MEMORY_LIMIT_MIB: String(memoryLimitMib) }
    await using stage = await bench.stage({ bots, network: 'unlimited', env })
    const server = stage.server.process
    const links = await stage.links(readers, sizeMib * MIB)
    bench.say(`${readers} links made; settling`)
    await delay(settleSeconds * 1000, undefined, { signal: bench.signal })
    const { rssMib: idleRssMiB, cpuSeconds } = await server.usage()
    await server.forgetPeak()

    const done = new AbortController()
    const rss = sampleRss(stage, bench, done.signal)
    const reports = await readSlowly(stage, bench, links, settings)
    done.abort()
    const after = await server.usage()
    const failed = reports.filter((report) => isFailed(report, settings.readerKibs * KIB))
    return {
      streams: readers,
      rssMiB: after.peakRssMib,
      idleRssMiB,
      failed: failed.length,
      failures: Object.fromEntries(countBy(failed, ({ end, status }) => `${end} ${status}`)),
      /** The mean of a sample a second: the peak may have been a moment. */
      meanRssMiB: await rss,
      deliveredMib: round(sum(reports.map(({ bytes }) => bytes)) / MIB),
      upstreamMib: round((await stage.sim.counters()).fileBytes / MIB),
      cpuSeconds: round(after.cpuSeconds - cpuSeconds),
      serverLog: stage.server.complaints,
    }
  },
})

interface Slowness {
  readonly readers: number
  readonly readerKibs: number
  readonly withinSeconds: number
  readonly seconds: number
}

function readSlowly(stage: Stage, bench: Bench, links: readonly Link[], settings: Slowness): Promise<ReadReport[]> {
  const { readers, readerKibs, withinSeconds, seconds } = settings
  const reading = links.map(async ({ url }, i) => {
    const waitMs = (i * withinSeconds * 1000) / readers
    await delay(waitMs, undefined, { signal: bench.signal })
    // All leave at the same time.
    const leaveAfterMs = (withinSeconds + seconds) * 1000 - waitMs
    const timeoutMs = leaveAfterMs + GRACE_MS
    return stage.load.read({ url, bytesPerSecond: readerKibs * KIB, leaveAfterMs, timeoutMs })
  })
  return Promise.all(reading)
}

function isFailed({ end, bytes, durationMs }: ReadReport, bytesPerSecond: number): boolean {
  return end !== 'left' || bytes < (durationMs / 1000) * bytesPerSecond * FAIR_SHARE
}

async function sampleRss(stage: Stage, bench: Bench, signal: AbortSignal): Promise<number> {
  const samples: number[] = []
  while (!signal.aborted) {
    samples.push((await stage.server.process.usage()).rssMib)
    if (samples.length % 10 === 0) bench.say(`RSS ${samples.at(-1)} MiB`)
    await delay(1000, undefined, { signal }).catch(() => {})
  }
  return Math.round(sum(samples) / samples.length)
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}
