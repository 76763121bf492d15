/** Units and rounding of what scenarios print. */
import type { Usage } from './measured-process.js'

export const MIB = 1024 * 1024
export const GIB = 1024 * MIB

/** CPU seconds per GiB: steadier than speed where machines are shared. */
export function costPerGib(before: Pick<Usage, 'cpuSeconds'>, after: Pick<Usage, 'cpuSeconds'>, bytes: number): number {
  return round(((after.cpuSeconds - before.cpuSeconds) / bytes) * GIB)
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}
