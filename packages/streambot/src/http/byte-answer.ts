/** Decides the whole answer to a request for bytes, headers included, before one is fetched: conditions, then ranges (RFC 9110 §13–14). Pure. */
import { parseRange, type InclusiveRange } from '../core/range.js'
import { evaluateConditions, type Conditions, type Validators } from './conditional.js'

export interface ByteAnswer {
  readonly status: 200 | 206 | 304 | 412 | 416
  readonly headers: Headers
  /** What to send of the bytes; null: no body of theirs. */
  readonly body: InclusiveRange | null
}

export interface ByteQuestion {
  readonly method: string
  readonly headers: Conditions & { readonly range?: string | undefined }
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
}

type Headers = Readonly<Record<string, string>>

export function toByteAnswer(representation: Representation, { method, headers: asked }: ByteQuestion): ByteAnswer {
  const { sizeBytes, validators, cacheHeaders, contentHeaders, acceptRanges, hasRange } = representation
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
  // @TODO several ranges as multipart/byteranges; the whole file is a correct answer to them (RFC 9110 §14.2).
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
    body: range,
  }
}

function wholeAnswer(headers: Headers, method: string, sizeBytes: number): ByteAnswer {
  return {
    status: 200,
    headers: { ...headers, 'content-length': String(sizeBytes) },
    body: method === 'GET' && sizeBytes > 0 ? { start: 0, end: sizeBytes - 1 } : null,
  }
}
