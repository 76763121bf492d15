/**
 * A file of any size that costs two megabytes: one seeded pattern tiled from start to end.
 * The pattern's length is a prime just under 1 MiB, so no two parts at part-sized offsets look alike and a part
 * served from the wrong offset is found out. The buffer is one part longer than the pattern: every read up to 1 MiB is a view.
 */
import { createHash, createCipheriv } from 'node:crypto'
import { BoundedMap } from '../bounded-map.js'
import type { FileContent } from './file-content.js'

const PATTERN_BYTES = 1_048_573
const LARGEST_VIEW_BYTES = 1_048_576

const PATTERNS_KEPT = 16

const patterns = new BoundedMap<string, Buffer>(PATTERNS_KEPT)

export class SyntheticContent implements FileContent {
  readonly #pattern: Buffer

  constructor(
    readonly size: number,
    readonly seed: string,
  ) {
    this.#pattern = patternOf(seed)
  }

  read(offset: number, length: number): Uint8Array {
    const available = Math.max(0, Math.min(length, this.size - offset))
    const start = offset % PATTERN_BYTES
    if (available <= LARGEST_VIEW_BYTES) return this.#pattern.subarray(start, start + available)
    const parts: Uint8Array[] = []
    for (let done = 0; done < available; done += LARGEST_VIEW_BYTES) {
      parts.push(this.read(offset + done, Math.min(LARGEST_VIEW_BYTES, available - done)))
    }
    return Buffer.concat(parts)
  }
}

/** The key stream of AES-CTR under a key hashed from the seed: fast, incompressible, the same everywhere. */
function patternOf(seed: string): Buffer {
  const known = patterns.get(seed)
  if (known) return known
  const key = createHash('sha256').update(seed).digest()
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(PATTERN_BYTES))
  const pattern = Buffer.concat([stream, stream], PATTERN_BYTES + LARGEST_VIEW_BYTES)
  patterns.set(seed, pattern)
  return pattern
}
