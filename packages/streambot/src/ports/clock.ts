/** Time and chance, passed in so that tests own them. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
}

export interface Randomness {
  /** Cryptographically strong in production. */
  bytes(length: number): Uint8Array
}

/** Time that no change of the system's clock moves. */
export interface SteadyTime {
  now(): number
  /** Rejects when the signal aborts. */
  wait(delayMs: number, signal: AbortSignal): Promise<void>
}
