/** A block of a Matroska file: whose it is, when, and what is in it. */
import { childOf, readUint } from './ebml.js'
import { ID } from './matroska-ids.js'
import type { MatroskaPacking } from './matroska-track.js'

export interface Block {
  readonly trackNumber: number
  /** From the beginning of its cluster; may be below zero. */
  readonly relativeTicks: number
  readonly durationTicks: number | null
  readonly data: Uint8Array
}

/** Of its beginning, enough to tell whose it is. */
export const BLOCK_HEAD_BYTES = 12
const LACING = 0x06
/** Far beyond what anybody reads in a line. */
const MAX_UNPACKED_BYTES = 256 * 1024

/** @param id of the element that it is in: a simple block, or a group with a duration. null: several in one (lacing), or none */
export function parseBlock(id: number, bytes: Uint8Array): Block | null {
  const block = id === ID.blockGroup ? childOf(bytes, ID.block) : bytes
  const head = block && parseBlockHead(block)
  if (!head || (head.flags & LACING) !== 0) return null
  const duration = id === ID.blockGroup ? childOf(bytes, ID.blockDuration) : null
  return { ...head, durationTicks: duration && readUint(duration), data: block.subarray(head.headBytes) }
}

/** The number that a block begins with; null: none. */
export function parseTrackNumber(bytes: Uint8Array): { readonly trackNumber: number; readonly length: number } | null {
  const first = bytes[0] ?? 0
  const length = first === 0 ? 0 : Math.clz32(first) - 23
  if (length === 0 || length > bytes.length) return null
  return { length, trackNumber: (first & (0xff >> length)) * 256 ** (length - 1) + readUint(bytes.subarray(1, length)) }
}

/** null: it is packed in a way that is not read here, or is no such pack. */
export async function unpack(data: Uint8Array, packing: MatroskaPacking): Promise<Uint8Array | null> {
  switch (packing.kind) {
    case 'none':
      return data
    case 'stripped':
      return Uint8Array.from([...packing.prefix.subarray(0, MAX_UNPACKED_BYTES), ...data])
    case 'zlib':
      return inflate(data)
    case 'unknown':
      return null
  }
}

function parseBlockHead(bytes: Uint8Array) {
  const owner = parseTrackNumber(bytes)
  if (!owner || bytes.length < owner.length + 3) return null
  const { trackNumber, length } = owner
  const ticks = readUint(bytes.subarray(length, length + 2))
  const flags = bytes[length + 2] ?? 0
  return { trackNumber, relativeTicks: ticks >= 0x8000 ? ticks - 0x10000 : ticks, flags, headBytes: length + 3 }
}

/** Stops where it grows beyond what a line can be. */
async function inflate(data: Uint8Array): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = []
  let total = 0
  try {
    const stream = new Blob([Uint8Array.from(data)]).stream().pipeThrough(new DecompressionStream('deflate'))
    const reader = stream.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      total += value.length
      if (total > MAX_UNPACKED_BYTES) {
        await reader.cancel()
        return null
      }
      pieces.push(value)
    }
  } catch {
    return null
  }
  const whole = new Uint8Array(total)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
