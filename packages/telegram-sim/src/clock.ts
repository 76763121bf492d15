/**
 * Time and chance as values, so that a test owns both.
 * Everything in the simulator that waits, stamps or draws goes through these two.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Runs `callback` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void
}

export interface Randomness {
  /** `length` bytes, unpredictable in production, reproducible from a seed in tests. */
  bytes(length: number): Buffer
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
