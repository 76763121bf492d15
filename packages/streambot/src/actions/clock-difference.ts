/** How far this machine's clock is from another that was asked for its time. */

/** Others tell whole seconds, and an answer is a moment on its way. */
const TOLERANCE_MS = 15_000

/** @param askedMs by the clock here, as `answeredMs`; the other one was read in between. @returns above 0: this one is ahead */
export function aheadOf(otherMs: number, askedMs: number, answeredMs: number): number {
  return Math.round((askedMs + answeredMs) / 2 - otherMs)
}

export function isClockOff(aheadMs: number): boolean {
  return Math.abs(aheadMs) > TOLERANCE_MS
}
