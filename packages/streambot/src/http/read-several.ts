/**
 * Several ranges of a file as one body, read one after the other. A heading goes out when the first bytes behind it are there, so that what
 * cannot be read at all is still answered with a status.
 */
import type { LentBytes } from '../core/lent-bytes.js'
import type { InclusiveRange } from '../core/range.js'
import type { Multipart } from './byte-body.js'

type Source = AsyncIterator<LentBytes, undefined>

/** Leaving releases what has come and was not handed out. */
export async function* readSeveral(
  { parts, end }: Multipart,
  open: (range: InclusiveRange) => Promise<Source>,
): AsyncGenerator<LentBytes, undefined, undefined> {
  for (const { heading, range } of parts) {
    const source = await open(range)
    let waiting: LentBytes | null = null
    try {
      const first = await source.next()
      if (first.done) throw new Error('The source has no bytes for a range')
      waiting = first.value
      yield ownBytes(heading)
      const bytes: LentBytes = waiting
      waiting = null
      yield bytes
      for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
    } finally {
      waiting?.release()
      await source.return?.()
    }
  }
  yield ownBytes(end)
}

/** Nobody else uses them. */
function ownBytes(bytes: Uint8Array): LentBytes {
  return { bytes, release: () => {} }
}
