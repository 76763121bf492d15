/** Decides the whole answer to a request for a file, headers included, before a byte is fetched. Pure. */
import { createHash } from 'node:crypto'
import { lookup } from 'mime-types'
import type { OpenedFile } from '../actions/open-stream.js'
import { GENERIC_TYPE, toServedType } from '../core/content-type.js'
import type { MediaFile } from '../core/media-file.js'
import { parseRange, type InclusiveRange } from '../core/range.js'
import { evaluateConditions, type Conditions, type Validators } from './conditional.js'
import { toContentDisposition } from './content-disposition.js'
import { toHttpDate } from './http-date.js'

export interface FileAnswer {
  readonly status: 200 | 206 | 304 | 412 | 416
  readonly headers: Readonly<Record<string, string>>
  /** What to send of the file; null: no body of the file's. */
  readonly body: InclusiveRange | null
}

export interface FileQuestion {
  readonly method: string
  readonly headers: Conditions & { readonly range?: string | undefined }
  readonly wish: 'inline' | 'attachment'
  readonly nowMs: number
}

type Headers = Readonly<Record<string, string>>

const MAX_AGE_SECONDS = 3600

export function toFileAnswer(opened: OpenedFile, question: FileQuestion): FileAnswer {
  const { file } = opened
  const validators = validatorsOf(opened)
  const cacheHeaders = toCacheHeaders(opened, validators, question.nowMs)
  const outcome = evaluateConditions(question.headers, validators)
  if (outcome.kind === 'precondition_failed') return { status: 412, headers: {}, body: null }
  if (outcome.kind === 'not_modified') return { status: 304, headers: cacheHeaders, body: null }

  const headers = { ...cacheHeaders, ...toContentHeaders(file, question.wish) }
  // RFC 9110 §14.2: Range is defined for GET only.
  const range =
    question.method === 'GET' && outcome.rangeCounts ? parseRange(question.headers.range, file.sizeBytes) : null
  if (range?.kind === 'unsatisfiable') {
    return {
      status: 416,
      headers: { 'accept-ranges': 'bytes', 'content-range': `bytes */${file.sizeBytes}` },
      body: null,
    }
  }
  if (range?.kind === 'single') return partAnswer(headers, range.range, file.sizeBytes)
  // @TODO several ranges as multipart/byteranges; the whole file is a correct answer to them (RFC 9110 §14.2).
  return wholeAnswer(headers, question.method, file.sizeBytes)
}

function partAnswer(headers: Headers, range: InclusiveRange, sizeBytes: number): FileAnswer {
  return {
    status: 206,
    headers: {
      ...headers,
      'content-range': `bytes ${range.start}-${range.end}/${sizeBytes}`,
      'content-length': String(range.end - range.start + 1),
    },
    body: range,
  }
}

function wholeAnswer(headers: Headers, method: string, sizeBytes: number): FileAnswer {
  return {
    status: 200,
    headers: { ...headers, 'content-length': String(sizeBytes) },
    body: method === 'GET' && sizeBytes > 0 ? { start: 0, end: sizeBytes - 1 } : null,
  }
}

/** The id names the bytes for ever, so the tag is strong; hashed, because the id is nobody's business. */
function validatorsOf({ file, createdAtMs }: OpenedFile): Validators {
  const hash = createHash('sha256').update(`${file.telegramFileId}:${file.sizeBytes}`).digest('base64url')
  return {
    etag: `"${hash.slice(0, 22)}"`,
    lastModifiedMs: createdAtMs === null ? null : Math.floor(createdAtMs / 1000) * 1000,
  }
}

/** What a 304 repeats. */
function toCacheHeaders(opened: OpenedFile, { etag, lastModifiedMs }: Validators, nowMs: number): Headers {
  return {
    etag,
    ...(lastModifiedMs === null ? {} : { 'last-modified': toHttpDate(lastModifiedMs) }),
    'cache-control': opened.isRestricted
      ? 'private, no-store, no-transform'
      : `private, no-transform, max-age=${maxAgeSeconds(opened, nowMs)}`,
  }
}

/**
 * Whoever holds the link may see the file, while it lasts; a shared cache must not serve it on after that. Of a link that asks for more,
 * such as a password, nothing stays on a disk that others use as well.
 */
function maxAgeSeconds({ expiresAtMs }: OpenedFile, nowMs: number): number {
  const leftSeconds = expiresAtMs === null ? Infinity : Math.floor((expiresAtMs - nowMs) / 1000)
  return Math.max(0, Math.min(MAX_AGE_SECONDS, leftSeconds))
}

function toContentHeaders(file: MediaFile, wish: 'inline' | 'attachment'): Headers {
  const { contentType, disposition } = toServedType(declaredType(file), wish)
  return {
    'accept-ranges': 'bytes',
    'content-type': contentType,
    'content-disposition': toContentDisposition(file.name, disposition),
    // Strangers' files on our origin: no guessing of types, no scripts, no access to our pages, no link in a Referer.
    'x-content-type-options': 'nosniff',
    'content-security-policy': contentSecurityPolicy(contentType),
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
  }
}

/** Senders that declare nothing often name the file well. */
function declaredType(file: MediaFile): string {
  if (file.mimeType !== GENERIC_TYPE && file.mimeType !== '') return file.mimeType
  return lookup(file.name) || GENERIC_TYPE
}

/**
 * `sandbox` takes scripts and our origin away from the document. Two kinds of viewer built into browsers need less of it:
 * Chromium's media document fetches its own address again, which a sandbox without its origin forbids (scripts stay
 * forbidden, so the origin is of no use to anybody else); PDF viewers do not start in a sandbox at all and bring their own.
 */
function contentSecurityPolicy(contentType: string): string {
  const common = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
  if (contentType === 'application/pdf') return `${common}; object-src 'self'`
  return /^(video|audio)\//.test(contentType) ? `${common}; sandbox allow-same-origin` : `${common}; sandbox`
}
