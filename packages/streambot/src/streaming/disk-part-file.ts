/**
 * A part as a file: a header that follows from what the part is and holds, then the content. Whoever reads one works the header
 * out anew and compares: a flipped bit, a lost tail, another part or another program's file all differ.
 */
import { createHash, webcrypto } from 'node:crypto'
import type { PartSpan } from '../ports/file-source.js'

/** The last character counts up when the layout changes. */
const MAGIC = 'SBPART-1'
/** Magic, digest of the file key, offset (8), length of the span (4) and of the content (4), digest of the content. */
export const HEADER_BYTES = 8 + 32 + 8 + 4 + 4 + 32

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

export async function headerOf(fileKey: string, span: PartSpan, content: Uint8Array): Promise<Uint8Array> {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(MAGIC, 'latin1')
  header.set(keyDigest(fileKey), 8)
  header.writeBigUInt64LE(BigInt(span.offsetBytes), 40)
  header.writeUInt32LE(span.lengthBytes, 48)
  header.writeUInt32LE(content.byteLength, 52)
  // Web Crypto hashes on another thread: a quarter more CPU in all, a quarter of it on the thread that serves everybody.
  header.set(new Uint8Array(await webcrypto.subtle.digest('SHA-256', content)), 56)
  return header
}

/** The content, as a view; null: this is not the whole and undamaged file of this part. */
export async function contentOf(file: Uint8Array, fileKey: string, span: PartSpan): Promise<Uint8Array | null> {
  const content = file.subarray(HEADER_BYTES)
  if (content.byteLength === 0 || content.byteLength > span.lengthBytes) return null
  const header = await headerOf(fileKey, span, content)
  return Buffer.compare(header, file.subarray(0, HEADER_BYTES)) === 0 ? content : null
}

function keyDigest(fileKey: string): Buffer {
  return createHash('sha256').update(fileKey).digest()
}
