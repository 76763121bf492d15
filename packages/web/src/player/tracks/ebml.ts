/** EBML (RFC 8794), the boxes of Matroska: ids, sizes and values. What does not fit is not there; nothing is believed beyond its bytes. */
export interface ElementHead {
  readonly id: number
  readonly headBytes: number
  /** null: unknown, as live recordings have it. */
  readonly sizeBytes: number | null
}

export interface Element {
  readonly id: number
  readonly data: Uint8Array
}

/** Of the longest id and size. */
export const MAX_HEAD_BYTES = 12

/** null: no element begins here. */
export function parseElementHead(bytes: Uint8Array, at = 0): ElementHead | null {
  const idBytes = lengthOf(bytes[at])
  const sizeLength = lengthOf(bytes[at + idBytes])
  const headBytes = idBytes + sizeLength
  if (idBytes < 1 || idBytes > 4 || sizeLength < 1 || at + headBytes > bytes.length) return null
  const id = readUint(bytes.subarray(at, at + idBytes))
  const size = bytes.subarray(at + idBytes, at + headBytes)
  // All ones: the size is not known.
  const first = (size[0] ?? 0) & (0xff >> sizeLength)
  const isUnknown = first === 0xff >> sizeLength && size.subarray(1).every((byte) => byte === 0xff)
  const sizeBytes = isUnknown ? null : first * 2 ** (8 * (sizeLength - 1)) + readUint(size.subarray(1))
  return sizeBytes !== null && !Number.isSafeInteger(sizeBytes) ? null : { id, headBytes, sizeBytes }
}

/** Those that are whole. */
export function* childrenOf(bytes: Uint8Array): Generator<Element> {
  let at = 0
  while (at < bytes.length) {
    const head = parseElementHead(bytes, at)
    if (!head || head.sizeBytes === null || at + head.headBytes + head.sizeBytes > bytes.length) return
    at += head.headBytes + head.sizeBytes
    yield { id: head.id, data: bytes.subarray(at - head.sizeBytes, at) }
  }
}

export function childOf(bytes: Uint8Array, id: number): Uint8Array | null {
  for (const child of childrenOf(bytes)) if (child.id === id) return child.data
  return null
}

/** Of up to eight bytes; beyond 2^53 it is not exact, and nothing is that large. */
export function readUint(bytes: Uint8Array): number {
  return bytes.subarray(0, 8).reduce((sum, byte) => sum * 256 + byte, 0)
}

/** Ends at a zero, where there is one. */
export function readText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}

/** By the zeros that it begins with; 0: none. */
function lengthOf(byte: number | undefined): number {
  return byte === undefined || byte === 0 ? 0 : Math.clz32(byte) - 23
}
