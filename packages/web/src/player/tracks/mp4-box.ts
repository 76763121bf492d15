/** The boxes of MP4 (ISO/IEC 14496-12, 4.2): types, sizes and values. Nothing is believed beyond its bytes. */
import type { ByteReader } from './byte-reader.js'

export interface Box {
  readonly type: string
  readonly data: Uint8Array
}

export interface PlacedBox {
  readonly type: string
  readonly dataAt: number
  /** Exclusive. */
  readonly end: number
}

const HEAD_BYTES = 16
/** In one box. */
const MAX_BOXES = 256

/** Those that are whole. */
export function* boxesOf(bytes: Uint8Array): Generator<Box> {
  let at = 0
  while (at < bytes.length) {
    const head = parseBoxHead(bytes.subarray(at, at + HEAD_BYTES), bytes.length - at)
    if (!head || at + head.sizeBytes > bytes.length) return
    yield { type: head.type, data: bytes.subarray(at + head.headBytes, at + head.sizeBytes) }
    at += head.sizeBytes
  }
}

export function boxOf(bytes: Uint8Array, type: string): Uint8Array | null {
  for (const box of boxesOf(bytes)) if (box.type === type) return box.data
  return null
}

/** Their places, without what is in them. */
export async function* placesOf(
  file: ByteReader,
  at: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<PlacedBox> {
  for (let count = 0; count < MAX_BOXES && at < end; count++) {
    const head = parseBoxHead(await file.read(at, Math.min(end, at + HEAD_BYTES), signal), end - at)
    if (!head || at + head.sizeBytes > end) return
    yield { type: head.type, dataAt: at + head.headBytes, end: at + head.sizeBytes }
    at += head.sizeBytes
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** null: no box begins here. @param room to the end of what it is in, which a box without a size reaches to */
function parseBoxHead(bytes: Uint8Array, room: number) {
  if (bytes.length < 8) return null
  const view = viewOf(bytes)
  const type = String.fromCharCode(...bytes.subarray(4, 8))
  const size = view.getUint32(0)
  if (size === 0) return { type, headBytes: 8, sizeBytes: room }
  if (size !== 1) return size < 8 ? null : { type, headBytes: 8, sizeBytes: size }
  if (bytes.length < HEAD_BYTES) return null
  const sizeBytes = view.getUint32(8) * 2 ** 32 + view.getUint32(12)
  return sizeBytes < HEAD_BYTES || !Number.isSafeInteger(sizeBytes) ? null : { type, headBytes: HEAD_BYTES, sizeBytes }
}
