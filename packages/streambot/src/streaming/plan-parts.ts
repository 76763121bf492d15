/**
 * Which aligned parts cover a range. Telegram's rules (upload.getFile): offset a multiple of 4096, length divides 1 MiB, no part
 * crosses a 1 MiB boundary. Parts of size L starting at multiples of L obey all three.
 * The first part is small, for quick first bytes; then they double up to a whole MiB.
 */
import type { InclusiveRange } from '../core/range.js'
import type { PartSpan } from '../ports/file-source.js'

const MIN_PART_BYTES = 4096
const FIRST_PART_BYTES = 128 * 1024
export const MAX_PART_BYTES = 1024 * 1024

/** Spans in order; together they cover `range`, and each one covers some of it. */
export function* planParts(range: InclusiveRange): Generator<PartSpan> {
  let position = range.start
  let allowed = FIRST_PART_BYTES
  while (position <= range.end) {
    const part = partAt(position, range.end, allowed)
    yield part
    position = part.offsetBytes + part.lengthBytes
    allowed = Math.min(allowed * 2, MAX_PART_BYTES)
  }
}

/** The smallest part that holds `position` and reaches `end`, or else the largest one allowed. */
function partAt(position: number, end: number, allowed: number): PartSpan {
  let lengthBytes = MIN_PART_BYTES
  let offsetBytes = alignDown(position, lengthBytes)
  while (lengthBytes < allowed && offsetBytes + lengthBytes <= end) {
    const doubled = lengthBytes * 2
    const aligned = alignDown(position, doubled)
    // Growing backwards over bytes already read would fetch them twice; at the very start it is free alignment.
    if (aligned < alignDown(position, MIN_PART_BYTES)) break
    lengthBytes = doubled
    offsetBytes = aligned
  }
  return { offsetBytes, lengthBytes }
}

function alignDown(position: number, alignment: number): number {
  return position - (position % alignment)
}
