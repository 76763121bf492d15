/**
 * How long a visitor waits for the first byte. Cold: a link nobody opened yet. Warm: the same links at a place far from what was
 * read, so that the location is known and no byte is. Seek: random places of one long file. One request at a time.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { median, MIB, quantile, round } from '../figures.js'
import { delayed } from '../preset.js'
import { defineScenario } from '../scenario.js'
import type { Stage } from '../stage.js'
import { ENDLESS_BYTES, warmUp } from '../steady.js'

const FILE_BYTES = 128 * MIB
const FAR_FROM_START = FILE_BYTES / 2
/** Time for a server to notice that the visitor before has left. */
const BETWEEN_MS = 100
const TIMEOUT_MS = 30_000

export const ttfb = defineScenario({
  name: 'ttfb',
  shows: 'milliseconds to the first byte: cold links, warm links, seeks',
  settings: { count: 50, bots: 4, rttMs: 40 },
  quick: { count: 8 },
  goals: ({ rttMs }) => [
    { key: 'coldMs', atMost: 2 * rttMs + 20 },
    { key: 'warmMs', atMost: rttMs + 15 },
    { key: 'seekMs', atMost: rttMs + 15 },
  ],
  async run({ count, bots, rttMs }, bench) {
    const network = delayed(rttMs)
    await using stage = await bench.stage({ bots, network })
    const links = await stage.links(count, FILE_BYTES)
    const long = await stage.link(ENDLESS_BYTES)
    await warmUp(stage, 16 * MIB, 2 * bots)

    const cold = await inTurn(links, bench.signal, ({ url }) => firstByte(stage, url, 0))
    const warm = await inTurn(links, bench.signal, ({ url }) => firstByte(stage, url, FAR_FROM_START))
    await firstByte(stage, long.url, 0)
    const seek = await inTurn(scattered(count, ENDLESS_BYTES), bench.signal, (place) =>
      firstByte(stage, long.url, place),
    )
    return {
      rttMs,
      coldMs: round(median(cold)),
      warmMs: round(median(warm)),
      seekMs: round(median(seek)),
      coldP90Ms: round(quantile(cold, 0.9)),
      warmP90Ms: round(quantile(warm, 0.9)),
      seekP90Ms: round(quantile(seek, 0.9)),
      serverLog: stage.server.complaints,
    }
  },
})

async function inTurn<T>(
  items: readonly T[],
  signal: AbortSignal,
  measure: (item: T) => Promise<number>,
): Promise<number[]> {
  const results: number[] = []
  for (const item of items) {
    await delay(BETWEEN_MS, undefined, { signal })
    results.push(await measure(item))
  }
  return results
}

/** As a player does: everything from a place on, left once the first bytes are there. */
async function firstByte(stage: Stage, url: string, place: number): Promise<number> {
  const order = { url, range: `bytes=${place}-`, leaveAfterBytes: 1, timeoutMs: TIMEOUT_MS }
  const { end, status, firstByteMs } = await stage.load.read(order)
  if (end !== 'left') throw new Error(`No first byte at ${place}: ${end}, status ${status}`)
  return firstByteMs
}

/** Places all over a file, each in a stretch of its own, in no order a read-ahead could guess; the same in every run. */
function scattered(count: number, sizeBytes: number): number[] {
  const stretch = Math.floor(sizeBytes / (count + 1))
  // Multiplying by a number without a common divisor visits every stretch once.
  const step = [7, 11, 13].find((prime) => count % prime !== 0) ?? 1
  return Array.from({ length: count }, (_, i) => (1 + ((i * step) % count)) * stretch + ((i * 7919) % stretch))
}
