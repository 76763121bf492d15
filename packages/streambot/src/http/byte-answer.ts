/** Decides the whole answer to a request for bytes, headers included, before one is fetched: conditions, then ranges (RFC 9110 §13–14). Pure. */
import { parseRange, type InclusiveRange } from '../core/range.js'
import { toMultipartBody, toSingleBody, type ByteBody } from './byte-body.js'
import { evaluateConditions, type Conditions, type Validators } from './conditional.js'

export interface ByteAnswer {
  readonly status: 200 | 206 | 304 | 412 | 416
  readonly headers: Headers
  /** What to send of the bytes; null: no body of theirs. */
  readonly body: ByteBody | null
}

export interface ByteQuestion {
  readonly method: string
  readonly headers: Conditions & { readonly range?: string | undefined }
  /** Divides several ranges in one body. */
  readonly boundary: string
}

/** What is asked for, as it is right now. */
export interface Representation {
  readonly sizeBytes: number
  readonly validators: Validators
  /** What a 304 repeats. */
  readonly cacheHeaders: Headers
  readonly contentHeaders: Headers
  /** `none`: who asks for a range may get the whole. */
  readonly acceptRanges: 'bytes' | 'none'
  /** Whether this range can be had; instead of one that cannot, the whole is sent, which answers every Range (RFC 9110 §14.2). */
  readonly hasRange: (range: InclusiveRange) => boolean
  /** Several ranges are sent in one body; else the whole is. */
  readonly hasSeveral: boolean
}

type Headers = Readonly<Record<string, string>>

export function toByteAnswer(representation: Representation, question: ByteQuestion): ByteAnswer {
  const { sizeBytes, validators, cacheHeaders, contentHeaders, acceptRanges, hasRange, hasSeveral } = representation
  const { method, headers: asked } = question
  const outcome = evaluateConditions(asked, validators)
  if (outcome.kind === 'precondition_failed') return { status: 412, headers: {}, body: null }
  if (outcome.kind === 'not_modified') return { status: 304, headers: cacheHeaders, body: null }

  const headers = { ...cacheHeaders, 'accept-ranges': acceptRanges, ...contentHeaders }
  // RFC 9110 §14.2: Range is defined for GET only.
  const range = method === 'GET' && outcome.rangeCounts ? parseRange(asked.range, sizeBytes) : null
  if (range?.kind === 'unsatisfiable') {
    return {
      status: 416,
      headers: { 'accept-ranges': 'bytes', 'content-range': `bytes */${sizeBytes}` },
      body: null,
    }
  }
  if (range?.kind === 'single' && hasRange(range.range)) return partAnswer(headers, range.range, sizeBytes)
  if (range?.kind === 'several' && hasSeveral) return severalAnswer(headers, range.ranges, representation, question)
  return wholeAnswer(headers, method, sizeBytes)
}

function partAnswer(headers: Headers, range: InclusiveRange, sizeBytes: number): ByteAnswer {
  return {
    status: 206,
    headers: {
      ...headers,
      'accept-ranges': 'bytes',
      'content-range': `bytes ${range.start}-${range.end}/${sizeBytes}`,
      'content-length': String(range.end - range.start + 1),
    },
    body: toSingleBody(range),
  }
}

/** Each part says which range it is; the head must not (RFC 9110 §15.3.7.2). */
function severalAnswer(
  headers: Headers,
  ranges: readonly InclusiveRange[],
  { sizeBytes }: Representation,
  { boundary }: ByteQuestion,
): ByteAnswer {
  const contentType = headers['content-type'] ?? 'application/octet-stream'
  const body = toMultipartBody(ranges, { boundary, contentType, sizeBytes })
  return {
    status: 206,
    headers: {
      ...headers,
      'accept-ranges': 'bytes',
      'content-type': `multipart/byteranges; boundary=${boundary}`,
      'content-length': String(body.lengthBytes),
    },
    body,
  }
}

function wholeAnswer(headers: Headers, method: string, sizeBytes: number): ByteAnswer {
  return {
    status: 200,
    headers: { ...headers, 'content-length': String(sizeBytes) },
    body: method === 'GET' && sizeBytes > 0 ? toSingleBody({ start: 0, end: sizeBytes - 1 }) : null,
  }
}
