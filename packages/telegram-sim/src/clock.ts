/**
 * Time and chance as values, so that a test owns both.
 * Everything in the simulator that waits, stamps or draws goes through these two.
 */
import { createCipheriv, createHash, randomBytes } from 'node:crypto'

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

export const systemRandomness: Randomness = { bytes: (length) => randomBytes(length) }

/** The same bytes for the same seed: an AES-CTR key stream. Only RSA keys are not drawn from it. */
export function seededRandomness(seed: string): Randomness {
  const key = createHash('sha256').update(seed).digest()
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  return { bytes: (length) => stream.update(Buffer.alloc(length)) }
}
