/**
 * Which aligned part to read next. Telegram's rules (upload.getFile): offset a multiple of 4096, length divides 1 MiB, no part
 * crosses a 1 MiB boundary. Parts of size L starting at multiples of L, L a power of two, obey all three.
 */
import type { PartSpan } from '../ports/file-source.js'

const MIN_PART_BYTES = 4096
export const MAX_PART_BYTES = 1024 * 1024

/**
 * The smallest part that holds `position` and reaches `end`, or else the largest one of at most `allowedBytes`.
 * @param end the last byte wanted
 */
export function partAt(position: number, end: number, allowedBytes: number): PartSpan {
  const allowed = Math.min(allowedBytes, MAX_PART_BYTES)
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
