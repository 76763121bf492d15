/** Units, rounding and order statistics of what scenarios print. */
import type { Usage } from './process-usage.js'

export const KIB = 1024
export const MIB = 1024 * KIB
export const GIB = 1024 * MIB

/** CPU seconds per GiB: steadier than speed where machines are shared. */
export function costPerGib(before: Pick<Usage, 'cpuSeconds'>, after: Pick<Usage, 'cpuSeconds'>, bytes: number): number {
  return round(((after.cpuSeconds - before.cpuSeconds) / bytes) * GIB)
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** The smallest value that so many of all are not above; NaN of none. @param share 0.5 for the median */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? NaN
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
