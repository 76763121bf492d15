import { createHash } from 'node:crypto'

/** Numbers from 0 to 1 that come again with their seed. */
export function chance(seed: string): () => number {
  let count = 0
  return () => createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE() / 2 ** 32
}
