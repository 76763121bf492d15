/** How much Telegram is asked for at a time: a power of two, so that it divides 1 MiB (core.telegram.org/api/files#downloading-files). */
const MIN_BYTES = 4096
const MAX_BYTES = 1024 * 1024

/** The smallest that holds so many bytes, or else the largest there is. */
export function partLengthFor(byteCount: number): number {
  let lengthBytes = MIN_BYTES
  while (lengthBytes < byteCount && lengthBytes < MAX_BYTES) lengthBytes *= 2
  return lengthBytes
}
