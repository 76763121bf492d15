/**
 * Readers who leave in the middle: what is still asked of Telegram for them, and what of them is left in the server a second
 * later. Every reader has a file of its own, so that each call of the simulated Telegram's list is somebody's.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { median, MIB, round, sum } from '../figures.js'
import { delayed } from '../preset.js'
import { openSocketsAt } from '../process-usage.js'
import { defineScenario } from '../scenario.js'
import type { Link, Stage } from '../stage.js'
import { warmUp } from '../steady.js'

const TIMEOUT_MS = 60_000
const SETTLE_MS = 1000
/** A window is at most so many times what its reader has taken: as the server sees it, also what lies in the socket. */
const WINDOW_TO_TAKEN = 4

export const abort = defineScenario({
  name: 'abort',
  shows: 'parts asked for readers who have left, and what stays of them',
  settings: { readers: 200, together: 10, leaveAfterMib: 1, sizeMib: 64, rttMs: 40, bots: 4 },
  quick: { readers: 30 },
  goals: () => [
    { key: 'windowsAskedAfterLeave', atMost: 1 },
    { key: 'leakedStreams', atMost: 0 },
  ],
  async run({ readers, together, leaveAfterMib, sizeMib, rttMs, bots }, bench) {
    const network = delayed(rttMs)
    await using stage = await bench.stage({ bots, network })
    await warmUp(stage, 16 * MIB, bots)
    const links = await stage.links(readers, sizeMib * MIB)
    await stage.sim.resetCounters()
    const leftAt = await leaveEach(stage, links, together, leaveAfterMib * MIB)
    await delay(SETTLE_MS, undefined, { signal: bench.signal })

    const openSockets = await openSocketsAt(stage.server.port)
    const runningCalls = sum(
      (await stage.sim.connections()).filter((it) => it.fileBytes > 0).map((it) => it.runningCalls),
    )
    const counters = await stage.sim.counters()
    await delay(SETTLE_MS, undefined, { signal: bench.signal })
    const later = await stage.sim.counters()
    const asked = await askedAfterLeave(stage, leftAt, rttMs)
    const parts = asked.map((it) => it.parts)
    const windowOf = new Map(
      links.map(({ fileId, linkId }) => [fileId, WINDOW_TO_TAKEN * (stage.server.sentBytes.get(linkId) ?? 0)]),
    )
    return {
      /** Of the worst reader. */
      partsAskedAfterLeave: Math.max(...parts),
      /** Connections of visitors still open, or calls for files still running, whichever is more. */
      leakedStreams: Math.max(openSockets, runningCalls),
      medianPartsAskedAfterLeave: median(parts),
      meanPartsAskedAfterLeave: round(sum(parts) / readers),
      /** Of the worst reader; parts differ in length. */
      mibAskedAfterLeave: round(Math.max(...asked.map((it) => it.bytes)) / MIB),
      windowsAskedAfterLeave: round(Math.max(...asked.map((it) => it.bytes / (windowOf.get(it.fileId) ?? 0)))),
      lastAskAfterLeaveMs: Math.max(...asked.map((it) => it.lastMs)),
      mibAskedPerReader: round(counters.fileBytes / MIB / readers),
      openSockets,
      runningCalls,
      bytesStillMoving: later.fileBytes - counters.fileBytes,
      serverLog: stage.server.complaints,
    }
  },
})

/** @returns when each file's reader left, on the clock of the machine */
async function leaveEach(
  stage: Stage,
  links: readonly Link[],
  together: number,
  leaveAfterBytes: number,
): Promise<Map<string, number>> {
  const leftAt = new Map<string, number>()
  const waiting = [...links]
  const lane = async () => {
    for (let link = waiting.pop(); link; link = waiting.pop()) {
      const { end, status, endedAt } = await stage.load.read({ url: link.url, leaveAfterBytes, timeoutMs: TIMEOUT_MS })
      if (end !== 'left') throw new Error(`A reader could not read: ${end}, status ${status}`)
      leftAt.set(link.fileId, endedAt)
    }
  }
  await Promise.all(Array.from({ length: together }, lane))
  return leftAt
}

interface AskedAfter {
  readonly fileId: string
  readonly parts: number
  readonly bytes: number
  /** How long after the reader left the last one was sent. */
  readonly lastMs: number
}

async function askedAfterLeave(stage: Stage, leftAt: Map<string, number>, rttMs: number): Promise<AskedAfter[]> {
  const after = new Map<string, AskedAfter>()
  for (const fileId of leftAt.keys()) after.set(fileId, { fileId, parts: 0, bytes: 0, lastMs: 0 })
  for (const { fileId, startedAt, limit } of await stage.sim.partCalls()) {
    const before = after.get(fileId ?? '')
    // A call arrives half a round trip after it was sent.
    const lateMs = startedAt - rttMs / 2 - (leftAt.get(fileId ?? '') ?? Infinity)
    if (fileId === null || !before || lateMs <= 0) continue
    after.set(fileId, {
      fileId,
      parts: before.parts + 1,
      bytes: before.bytes + (limit ?? 0),
      lastMs: Math.max(before.lastMs, lateMs),
    })
  }
  return [...after.values()]
}
