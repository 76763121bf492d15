/** The lines of the log that are kept on the page: the newest first, each once, and not without end. */
import type { LogLine } from '../api/shapes.js'

export const MAX_LINES = 1000

/** A line with what tells it from all others, as far as anything does. */
export interface KeptLine extends LogLine {
  readonly key: string
}

/**
 * @param kept the newest first
 * @param came the oldest first, as they are told. Some may be there already: after a break the last page is read again
 */
export function addLines(kept: readonly KeptLine[], came: readonly LogLine[], max = MAX_LINES): readonly KeptLine[] {
  if (came.length === 0) return kept
  const known = new Set(kept.map((it) => it.key))
  const fresh: KeptLine[] = []
  for (const line of came) {
    const key = keyOf(line)
    if (known.has(key)) continue
    known.add(key)
    fresh.push({ ...line, key })
  }
  if (fresh.length === 0) return kept
  const all = [...fresh.reverse(), ...kept]
  // What was missed in a break is older than what has been told since. Sorting keeps the order of equal times.
  const isInOrder = all.every((line, at) => at === 0 || (all[at - 1]?.time ?? '') >= line.time)
  return (isInOrder ? all : all.sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0))).slice(0, max)
}

function keyOf({ time, level, subsystem, msg, fields }: LogLine): string {
  return JSON.stringify([time, level, subsystem, msg, fields])
}
