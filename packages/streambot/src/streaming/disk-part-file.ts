/**
 * A part as a file: a header that follows from what the part is and holds, then the content. Whoever reads one works the header
 * out anew and compares: a flipped bit, a lost tail, another part or another program's file all differ.
 */
import { createHash, webcrypto } from 'node:crypto'
import type { PartSpan } from '../ports/file-source.js'
import { MAX_PART_BYTES, MIN_PART_BYTES } from './plan-parts.js'

/** The last character counts up when the layout changes. */
const MAGIC = 'SBPART-1'
/** Each has a digest of its own, so that a small part of a large file can be checked without the rest. */
const BLOCK_BYTES = MIN_PART_BYTES
const DIGEST_BYTES = 32
/** Before them: magic, digest of the file key, offset (8), length of the span (4) and of the content (4). */
const DIGESTS_AT = 8 + 32 + 8 + 4 + 4
export const HEADER_BYTES = DIGESTS_AT + (DIGEST_BYTES * MAX_PART_BYTES) / BLOCK_BYTES

const NAME = /^([0-9a-f]{32})-\d{1,16}-\d{1,7}$/

/** From a digest, so that no key, however odd, is a path. */
export function partName(fileKey: string, span: PartSpan): string {
  return `${fileIdOf(fileKey)}-${span.offsetBytes}-${span.lengthBytes}`
}

/** What the names of all parts of a file begin with. */
export function fileIdOf(fileKey: string): string {
  return keyDigest(fileKey).toString('hex', 0, 16)
}

/** null: not the name of a part. */
export function fileIdIn(name: string): string | null {
  return NAME.exec(name)?.[1] ?? null
}

/** Where a piece of a part's content begins, at a block, and how long all of the content is. */
export interface ContentPlace {
  readonly startBytes: number
  readonly contentBytes: number
}

/** With the digests of only this piece of the content; of all of it without `place`. */
export async function headerOf(
  fileKey: string,
  span: PartSpan,
  content: Uint8Array,
  { startBytes, contentBytes }: ContentPlace = wholeOf(content),
): Promise<Uint8Array> {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(MAGIC, 'latin1')
  header.set(keyDigest(fileKey), 8)
  header.writeBigUInt64LE(BigInt(span.offsetBytes), 40)
  header.writeUInt32LE(span.lengthBytes, 48)
  header.writeUInt32LE(contentBytes, 52)
  const digests: Promise<ArrayBuffer>[] = []
  for (let at = 0; at < content.byteLength; at += BLOCK_BYTES) {
    // Web Crypto hashes on another thread: a quarter more CPU in all, a quarter of it on the thread that serves everybody.
    digests.push(webcrypto.subtle.digest('SHA-256', content.subarray(at, at + BLOCK_BYTES)))
  }
  for (const [i, digest] of (await Promise.all(digests)).entries()) {
    header.set(new Uint8Array(digest), digestAt(startBytes) + i * DIGEST_BYTES)
  }
  return header
}

/**
 * The content, as a view; null: this is not the undamaged file of this part, as far as it was read.
 * @param file header and content, of which all was read unless there is a `place`
 */
export async function contentOf(
  file: Uint8Array,
  fileKey: string,
  span: PartSpan,
  place?: ContentPlace,
): Promise<Uint8Array | null> {
  const content = file.subarray(HEADER_BYTES)
  const { startBytes, contentBytes } = place ?? wholeOf(content)
  if (content.byteLength === 0 || contentBytes > Math.min(span.lengthBytes, MAX_PART_BYTES)) return null
  const expected = await headerOf(fileKey, span, content, { startBytes, contentBytes })
  const isSame = (from: number, to: number) =>
    Buffer.compare(expected.subarray(from, to), file.subarray(from, to)) === 0
  const isWhole = content.byteLength === contentBytes
  const end = isWhole ? HEADER_BYTES : digestAt(startBytes + content.byteLength + BLOCK_BYTES - 1)
  return isSame(0, DIGESTS_AT) && isSame(digestAt(startBytes), end) ? content : null
}

function wholeOf(content: Uint8Array): ContentPlace {
  return { startBytes: 0, contentBytes: content.byteLength }
}

/** Where the header has the digest of the block with this byte of the content. */
function digestAt(contentByte: number): number {
  return DIGESTS_AT + Math.floor(contentByte / BLOCK_BYTES) * DIGEST_BYTES
}

function keyDigest(fileKey: string): Buffer {
  return createHash('sha256').update(fileKey).digest()
}
