/**
 * People who watch films, each with a player: it begins with two seconds of film, has no more than thirty ahead, and stands still when nothing is left.
 * All leave at the same moment.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { MIB, quantile, round, sum } from './figures.js'
import type { ReadReport } from './load/order.js'
import type { Link, Stage } from './stage.js'

const BEGINS_WITH_SECONDS = 2
const HOLDS_SECONDS = 30
const GRACE_MS = 30_000

export interface Audience {
  readonly viewers: number
  readonly viewerBytesPerSecond: number
  /** So many begin the same film at the same moment. */
  readonly viewersPerFilm: number
  /** From the first to the last who begins. */
  readonly withinSeconds: number
  /** After the last has begun. */
  readonly seconds: number
}

export interface Watched {
  readonly viewers: number
  /** Who stood still after the film had begun, was cut off, or never saw a picture. */
  readonly stalled: number
  readonly stalls: number
  readonly beganMs: { readonly median: number; readonly longest: number }
  readonly takenMib: number
  readonly fetchedMib: number
}

/** @param links at least as many as there are films; instances are asked in turns */
export async function watchTogether(stage: Stage, links: readonly Link[], audience: Audience): Promise<Watched> {
  const { viewers, viewersPerFilm, withinSeconds, seconds } = audience
  const fetchedBefore = (await stage.sim.counters()).fileBytes
  const watching = Array.from({ length: viewers }, async (_, viewer) => {
    const film = Math.floor(viewer / viewersPerFilm)
    const link = links[film]
    const server = stage.servers[viewer % stage.servers.length] ?? stage.server
    if (!link) throw new Error(`There is no film ${film}`)
    const waitMs = (film * viewersPerFilm * withinSeconds * 1000) / viewers
    await delay(waitMs)
    const leaveAfterMs = (withinSeconds + seconds) * 1000 - waitMs
    return stage.load.read({
      url: new URL(new URL(link.url).pathname, server.baseUrl).href,
      playback: {
        bytesPerSecond: audience.viewerBytesPerSecond,
        beginsWithSeconds: BEGINS_WITH_SECONDS,
        holdsSeconds: HOLDS_SECONDS,
      },
      leaveAfterMs,
      timeoutMs: leaveAfterMs + GRACE_MS,
    })
  })
  const reports = await Promise.all(watching)
  const began = reports.map(({ playback }) => playback?.startedMs ?? Infinity)
  return {
    viewers,
    stalled: reports.filter(isStalled).length,
    stalls: sum(reports.map(({ playback }) => playback?.stalls ?? 0)),
    beganMs: { median: Math.round(quantile(began, 0.5)), longest: Math.round(Math.max(...began)) },
    takenMib: round(sum(reports.map(({ bytes }) => bytes)) / MIB),
    fetchedMib: round(((await stage.sim.counters()).fileBytes - fetchedBefore) / MIB),
  }
}

function isStalled({ end, playback }: ReadReport): boolean {
  return end !== 'left' || playback === null || playback.startedMs === null || playback.stalls > 0
}
