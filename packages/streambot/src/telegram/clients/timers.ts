/** Waiting, passed in so that tests own it. */
export interface Timers {
  /** Calls `act` after `delayMs`, once. @returns a function that calls it off */
  after(delayMs: number, act: () => void): () => void
}

export const systemTimers: Timers = {
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs)
    return () => clearTimeout(timer)
  },
}
