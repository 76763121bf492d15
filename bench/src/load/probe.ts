/** Small requests at a steady beat, whether or not those before are answered: a slow server cannot slow the counting down. */
import type { ProbeOrder, ProbeReport } from './order.js'
import type { Pacer } from './pacer.js'
import { read } from './read.js'

export function probe(order: ProbeOrder, pacer: Pacer): Promise<ProbeReport> {
  return new Promise((resolve) => {
    const startedMs = performance.now()
    const lagsMs: number[] = []
    const asked: Promise<number | null>[] = []
    let lastBeatMs = startedMs
    const timer = setInterval(() => {
      const nowMs = performance.now()
      lagsMs.push(Math.max(0, nowMs - lastBeatMs - order.everyMs))
      lastBeatMs = nowMs
      asked.push(ask(order, pacer))
      if (nowMs - startedMs < order.forMs) return
      clearInterval(timer)
      void Promise.all(asked).then((latencies) => {
        const latenciesMs = latencies.filter((latency) => latency !== null)
        resolve({ latenciesMs, failed: latencies.length - latenciesMs.length, lagsMs })
      })
    }, order.everyMs)
  })
}

async function ask({ url, timeoutMs }: ProbeOrder, pacer: Pacer): Promise<number | null> {
  const { end, durationMs } = await read({ url, timeoutMs }, pacer)
  return end === 'complete' ? durationMs : null
}
