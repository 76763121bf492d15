/** Waits that differ from client to client, so that what failed together does not come back together. */
import type { Randomness } from '../../ports/clock.js'

export interface BackoffLimits {
  readonly firstMs: number
  readonly longestMs: number
}

/** Exponential backoff with full jitter; `failures` counts from 1. A hundredth of the wait is the least, so that it is none at no time. */
export function backoffMs(failures: number, limits: BackoffLimits, randomness: Randomness): number {
  const most = Math.min(limits.longestMs, limits.firstMs * 2 ** Math.min(failures - 1, 30))
  return Math.ceil(most * Math.max(0.01, fraction(randomness)))
}

/** Between 80 and 120 percent of `aroundMs`. */
export function jitteredMs(aroundMs: number, randomness: Randomness): number {
  return Math.round(aroundMs * (0.8 + 0.4 * fraction(randomness)))
}

/** At least 0, less than 1. */
export function fraction(randomness: Randomness): number {
  return Buffer.from(randomness.bytes(4)).readUInt32LE() / 2 ** 32
}
