/** What everybody else feels of downloads at full speed: small requests, each on a connection of its own, at a steady beat. */
import { setTimeout as delay } from 'node:timers/promises'
import { MIB, quantile, round, sum } from '../figures.js'
import { LoadClient } from '../load-client.js'
import { waitedForCoreMs } from '../process-usage.js'
import { defineScenario } from '../scenario.js'
import { ENDLESS_BYTES, readFor, speedBetween, warmUp } from '../steady.js'

const WARM_UP_SECONDS = 2
const TIMEOUT_MS = 10_000

export const fairness = defineScenario({
  name: 'fairness',
  shows: 'latency of /healthz beside downloads at full speed',
  settings: { downloads: 4, everyMs: 20, seconds: 20, bots: 4 },
  quick: { seconds: 4 },
  goals: () => [{ key: 'p99Ms', atMost: 20 }],
  async run({ downloads, everyMs, seconds, bots }, bench) {
    await using stage = await bench.stage({ bots, network: 'unlimited' })
    // Who measures does nothing else.
    await using prober = await LoadClient.start(stage.sim.directory, bench.signal)
    const probe = { url: `${stage.server.baseUrl}/healthz`, everyMs, timeoutMs: TIMEOUT_MS }
    await warmUp(stage, 16 * MIB, downloads)
    const links = await stage.links(downloads, ENDLESS_BYTES)
    const idle = await prober.probe({ ...probe, forMs: 2000 })

    const reading = Promise.all(links.map((link) => readFor(stage, link, seconds + 2 * WARM_UP_SECONDS)))
    reading.catch(() => {}) // awaited below, after the probing
    await delay(WARM_UP_SECONDS * 1000, undefined, { signal: bench.signal })
    const waitedMs = await waitedForCoreMs(stage.server.process.pid)
    const busy = await prober.probe({ ...probe, forMs: seconds * 1000 })
    const waitedShare = ((await waitedForCoreMs(stage.server.process.pid)) - waitedMs) / (seconds * 1000)
    const reports = await reading
    return {
      p50Ms: round(quantile(busy.latenciesMs, 0.5)),
      p99Ms: round(quantile(busy.latenciesMs, 0.99)),
      maxMs: round(quantile(busy.latenciesMs, 1)),
      failed: busy.failed,
      idleP50Ms: round(quantile(idle.latenciesMs, 0.5)),
      idleP99Ms: round(quantile(idle.latenciesMs, 0.99)),
      /** How late the prober's own timer was: waiting for a core, which is no fault of the server's. */
      lagP99Ms: round(quantile(busy.lagsMs, 0.99)),
      /** Of the time, the server's main thread was ready to run and other processes had the cores. */
      waitedForCoreShare: round(waitedShare),
      mibPerSecond: round(sum(reports.map((it) => speedBetween(it, WARM_UP_SECONDS, WARM_UP_SECONDS + seconds)))),
      serverLog: stage.server.complaints,
    }
  },
})
