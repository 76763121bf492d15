/**
 * Which part to read next, on one grid for all streams, so that they find each other's parts. Parts are 128 KiB to 1 MiB, a
 * power of two, and begin at a multiple of their own length: so they also obey Telegram's rules (upload.getFile: offset a
 * multiple of 4096, length divides 1 MiB, no part crosses a 1 MiB boundary).
 */
import type { PartSpan } from '../ports/file-source.js'

export const MIN_PART_BYTES = 128 * 1024
export const MAX_PART_BYTES = 1024 * 1024

/** The 128 KiB block that holds `position`, or a larger part that begins there, of at most `allowedBytes` and no longer than it takes to reach `end`. */
export function partAt(position: number, end: number, allowedBytes: number): PartSpan {
  const offsetBytes = position - (position % MIN_PART_BYTES)
  const allowed = Math.min(allowedBytes, MAX_PART_BYTES)
  let lengthBytes = MIN_PART_BYTES
  while (lengthBytes * 2 <= allowed && offsetBytes % (lengthBytes * 2) === 0 && offsetBytes + lengthBytes <= end) {
    lengthBytes *= 2
  }
  return { offsetBytes, lengthBytes }
}

/** The part holds this byte. */
export function holdsPosition(part: PartSpan, position: number): boolean {
  return part.offsetBytes <= position && position < part.offsetBytes + part.lengthBytes
}

/** How many bytes of the file lie in the part: the file may end inside. */
export function lengthInFile(part: PartSpan, sizeBytes: number): number {
  return Math.min(part.lengthBytes, sizeBytes - part.offsetBytes)
}
