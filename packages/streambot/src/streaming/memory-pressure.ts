/** How short memory is, as a level that does not flutter: one that was reached is left only well below where it began. */

export type PressureLevel = (typeof LEVELS)[number]

const LEVELS = ['normal', 'tight', 'short', 'full'] as const
/** Part of the limit in use at which each level begins. */
const BEGINS_AT = [0, 0.8, 0.88, 0.95] as const
const LEAVES_BELOW = 0.05

/** @param used part of the limit in use */
export function toPressureLevel(current: PressureLevel, used: number): PressureLevel {
  const reached = BEGINS_AT.findLastIndex((start) => used >= start)
  const kept = BEGINS_AT.findLastIndex((start) => used >= start - LEAVES_BELOW)
  const before = LEVELS.indexOf(current)
  return LEVELS[Math.max(reached, Math.min(before, kept))] ?? 'normal'
}

export function isAtLeast(level: PressureLevel, least: PressureLevel): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least)
}
