/**
 * The body of an answer with bytes, laid out before one is fetched: a range, or several of them in one body (multipart/byteranges,
 * RFC 9110 §14.6), whose length is known from its headings alone. Pure.
 */
import type { InclusiveRange } from '../core/range.js'

export interface ByteBody {
  /** From the first byte of the file that is read to the last. */
  readonly span: InclusiveRange
  readonly lengthBytes: number
  /** null: the span and nothing else. */
  readonly multipart: Multipart | null
}

export interface Multipart {
  readonly parts: readonly BodyPart[]
  /** Behind the last part. */
  readonly end: Uint8Array
}

interface BodyPart {
  readonly heading: Uint8Array
  readonly range: InclusiveRange
}

export interface MultipartLook {
  /** Random, so that no file holds it on purpose. */
  readonly boundary: string
  /** Of each part. */
  readonly contentType: string
  readonly sizeBytes: number
}

export function toSingleBody(range: InclusiveRange): ByteBody {
  return { span: range, lengthBytes: lengthOf(range), multipart: null }
}

/** @param ranges two or more, in the order asked: clients read them as they come */
export function toMultipartBody(
  ranges: readonly InclusiveRange[],
  { boundary, contentType, sizeBytes }: MultipartLook,
): ByteBody {
  const parts = ranges.map((range, at) => {
    const heading =
      `${at === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: ${contentType}\r\n` +
      `Content-Range: bytes ${range.start}-${range.end}/${sizeBytes}\r\n\r\n`
    return { heading: Buffer.from(heading, 'latin1'), range }
  })
  const end = Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1')
  return {
    span: {
      start: Math.min(...ranges.map(({ start }) => start)),
      end: Math.max(...ranges.map((range) => range.end)),
    },
    lengthBytes: parts.reduce((sum, { heading, range }) => sum + heading.length + lengthOf(range), end.length),
    multipart: { parts, end },
  }
}

function lengthOf({ start, end }: InclusiveRange): number {
  return end - start + 1
}
