import type { Randomness } from '../clock.js'

/** A positive 62-bit id as decimal digits: fits a signed TL long with room to spare. */
export function randomId(randomness: Randomness): string {
  const drawn = randomness.bytes(8).readBigUInt64BE() >> 2n
  return (drawn === 0n ? 1n : drawn).toString()
}
