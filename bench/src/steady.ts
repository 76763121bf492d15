/** The speed of one download once it has found its pace, without a file that has to end at the right moment. */
import { MIB, round, sum } from './figures.js'
import type { ReadReport } from './load/order.js'
import type { Link, Stage } from './stage.js'

const SAMPLE_MS = 100
/** The largest file the simulated Telegram takes; nobody reads it to its end. */
export const ENDLESS_BYTES = 3900 * MIB
const GRACE_MS = 30_000

/** Reads a file from its start and leaves after `seconds`. @throws Error when it ended otherwise */
export async function readFor(stage: Stage, { url }: Link, seconds: number): Promise<ReadReport> {
  const leaveAfterMs = seconds * 1000
  const report = await stage.load.read({ url, leaveAfterMs, sampleMs: SAMPLE_MS, timeoutMs: leaveAfterMs + GRACE_MS })
  if (report.end !== 'left')
    throw new Error(`The download ended (${report.end}, status ${report.status}) after ${report.bytes} bytes`)
  return report
}

/** @returns MiB/s between two moments of a download */
export function speedBetween({ samples }: ReadReport, fromSeconds: number, toSeconds: number): number {
  const within = samples.slice((fromSeconds * 1000) / SAMPLE_MS, (toSeconds * 1000) / SAMPLE_MS)
  return round(sum(within.map(({ bytes }) => bytes)) / MIB / (toSeconds - fromSeconds))
}

/** @returns the longest silence that ended between two moments */
export function longestGapBetween({ samples }: ReadReport, fromSeconds: number, toSeconds: number): number {
  const within = samples.slice((fromSeconds * 1000) / SAMPLE_MS, (toSeconds * 1000) / SAMPLE_MS)
  return Math.round(Math.max(0, ...within.map(({ longestGapMs }) => longestGapMs)))
}

/** Logins to data centres, connections, warm code: another file each, several at once. */
export async function warmUp(stage: Stage, bytes: number, readers: number): Promise<void> {
  const links = await stage.links(readers, bytes)
  await Promise.all(links.map((link) => readWhole(stage, link)))
}

export async function readWhole(
  stage: Stage,
  { url, sizeBytes }: Pick<Link, 'url' | 'sizeBytes'>,
  timeoutMs = 900_000,
): Promise<ReadReport> {
  const report = await stage.load.read({ url, timeoutMs })
  if (report.end !== 'complete' || report.bytes !== sizeBytes)
    throw new Error(
      `The download ended (${report.end}, status ${report.status}) after ${report.bytes} of ${sizeBytes} bytes`,
    )
  return report
}
