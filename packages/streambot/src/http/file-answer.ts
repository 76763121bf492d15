/** What a file is to whoever asks for it: how long it may be kept, as what it is served, and what a browser may do with it. Pure. */
import { createHash } from 'node:crypto'
import type { OpenedFile } from '../actions/open-stream.js'
import { toServedType, type ServedType } from '../core/content-type.js'
import { declaredType } from '../core/file-view.js'
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
  const { contentType, disposition } = servedTypeOf(file, question.wish)
  const representation: Representation = {
    sizeBytes: file.sizeBytes,
    validators,
    cacheHeaders: { ...toCacheHeaders(opened, validators, question.nowMs), ...toGuardHeaders(opened, contentType) },
    contentHeaders: {
      'content-type': contentType,
      'content-disposition': toContentDisposition(file.name, disposition),
    },
    acceptRanges: 'bytes',
    hasRange: () => true,
    hasSeveral: true,
  }
  return toByteAnswer(representation, question)
}

/** As what a file is served to whoever wants it so. */
export function servedTypeOf(file: MediaFile, wish: FileQuestion['wish']): ServedType {
  return toServedType(declaredType(file), wish)
}

/** The id names the bytes for ever, so the tag is strong; hashed, because the id is nobody's business. */
export function validatorsOf({ file, createdAtMs }: Pick<OpenedFile, 'file' | 'createdAtMs'>): Validators {
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
    'cache-control': toCacheControl(opened, nowMs),
  }
}

/**
 * Whoever holds the link may see the file, while it lasts. A browser keeps it for itself, never beyond the link's end; a cache that many use may
 * keep the bytes, but asks each time whether the link still stands (`s-maxage=0`, RFC 9111 §5.2.2.10), because it may be revoked at any
 * moment. Of a link that asks for more, such as a password, nothing stays anywhere.
 */
function toCacheControl({ isRestricted, expiresAtMs }: OpenedFile, nowMs: number): string {
  if (isRestricted) return 'private, no-store, no-transform'
  const leftSeconds = expiresAtMs === null ? Infinity : Math.floor((expiresAtMs - nowMs) / 1000)
  const maxAge = Math.max(0, Math.min(MAX_AGE_SECONDS, leftSeconds))
  return `public, max-age=${maxAge}, s-maxage=0, must-revalidate, no-transform`
}

/**
 * Strangers' files on our origin: no guessing of types, no scripts, no access to our pages, no link in a Referer. A 304 says so too, because a cache
 * puts its headers over those it has (RFC 9111 §3.2).
 */
function toGuardHeaders({ isRestricted }: OpenedFile, contentType: string): Headers {
  return {
    'x-content-type-options': 'nosniff',
    'content-security-policy': contentSecurityPolicy(contentType),
    'referrer-policy': 'no-referrer',
    // A link that works for everybody may be shown on any page; where a visitor's cookie or address opens it, no other page may have it opened.
    'cross-origin-resource-policy': isRestricted ? 'same-origin' : 'cross-origin',
    'x-robots-tag': 'noindex',
  }
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
