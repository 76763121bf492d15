import type { Randomness } from '../ports/clock.js'

const BYTES = 8

/** What something is kept under: 16 digits, of which no two are the same by accident. No secret: whoever knows one may do nothing by it. */
export function randomId(randomness: Randomness): string {
  return Buffer.from(randomness.bytes(BYTES)).toString('hex')
}
