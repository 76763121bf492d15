/** What the graphs show: the samples of an hour at most, and of these the last minutes that somebody wants to see. */
import type { History, Sample } from '../api/shapes.js'

/** As many as the server keeps. */
const MAX_SAMPLES = 720

/** @param came the oldest first; what is there already, or older than the last, is left out */
export function addSamples(kept: readonly Sample[], came: readonly Sample[], max = MAX_SAMPLES): readonly Sample[] {
  const lastAt = kept.at(-1)?.at ?? ''
  const fresh = came.filter(({ at }) => at > lastAt)
  return fresh.length === 0 ? kept : [...kept, ...fresh].slice(-max)
}

/** Whether what came belongs after what is kept: of the same instance, or of one that has started since, such as after a restart. */
export function goesOn(kept: Omit<History, 'intervalSeconds'>, { startedAt }: Pick<History, 'startedAt'>): boolean {
  return startedAt === kept.startedAt || startedAt > (kept.samples.at(-1)?.at ?? '')
}

/** Times in seconds and the values of each line; null is where nothing is known. */
export type Columns = [number[], ...(number | null)[][]]

export interface Window {
  /** The last so many. */
  readonly seconds: number
  readonly intervalSeconds: number
}

/**
 * Where samples are missing (the server was away, nobody looked) the lines are broken rather than drawn across.
 * @param lines what each of them shows of a sample
 */
export function toColumns(
  samples: readonly Sample[],
  lines: readonly ((sample: Sample) => number)[],
  { seconds, intervalSeconds }: Window,
): Columns {
  const times: number[] = []
  const values: (number | null)[][] = lines.map(() => [])
  const end = toSeconds(samples.at(-1))
  for (const sample of samples) {
    const at = toSeconds(sample)
    if (at < end - seconds) continue
    const last = times.at(-1)
    if (last !== undefined && at - last > intervalSeconds * 2.5) {
      times.push(last + intervalSeconds)
      for (const it of values) it.push(null)
    }
    times.push(at)
    for (const [index, valueOf] of lines.entries()) values[index]?.push(valueOf(sample))
  }
  return [times, ...values]
}

function toSeconds(sample: Sample | undefined): number {
  return sample === undefined ? 0 : Date.parse(sample.at) / 1000
}
