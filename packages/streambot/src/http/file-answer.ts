/** What a file is to whoever asks for it: how long it may be kept, as what it is served, and what a browser may do with it. Pure. */
import { createHash } from 'node:crypto'
import { lookup } from 'mime-types'
import type { OpenedFile } from '../actions/open-stream.js'
import { GENERIC_TYPE, toServedType } from '../core/content-type.js'
import type { MediaFile } from '../core/media-file.js'
import { toByteAnswer, type ByteAnswer, type ByteQuestion, type Representation } from './byte-answer.js'
import type { Validators } from './conditional.js'
import { toContentDisposition } from './content-disposition.js'
import { toHttpDate } from './http-date.js'

export interface FileQuestion extends ByteQuestion {
  readonly wish: 'inline' | 'attachment'
  readonly nowMs: number
}

type Headers = Readonly<Record<string, string>>

const MAX_AGE_SECONDS = 3600

export function toFileAnswer(opened: OpenedFile, question: FileQuestion): ByteAnswer {
  const { file } = opened
  const validators = validatorsOf(opened)
  const representation: Representation = {
    sizeBytes: file.sizeBytes,
    validators,
    cacheHeaders: toCacheHeaders(opened, validators, question.nowMs),
    contentHeaders: toContentHeaders(file, question.wish),
    acceptRanges: 'bytes',
    hasRange: () => true,
  }
  return toByteAnswer(representation, question)
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
