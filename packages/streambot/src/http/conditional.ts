/**
 * Conditional requests as a pure function, in the order of RFC 9110 §13.2.2: If-Match, If-Unmodified-Since, If-None-Match,
 * If-Modified-Since, If-Range. A condition that cannot be read is ignored, If-Range excepted: there, doubt means the whole.
 */
import { parseHttpDate } from './http-date.js'

export interface Validators {
  /** Strong, with its quotes. */
  readonly etag: string
  /** Whole seconds; null: unknown, then no date condition holds. */
  readonly lastModifiedMs: number | null
}

export interface Conditions {
  readonly 'if-match'?: string | undefined
  readonly 'if-unmodified-since'?: string | undefined
  readonly 'if-none-match'?: string | undefined
  readonly 'if-modified-since'?: string | undefined
  readonly 'if-range'?: string | undefined
}

export type ConditionalOutcome =
  | { readonly kind: 'precondition_failed' }
  | { readonly kind: 'not_modified' }
  /** A Range header counts only when `rangeCounts`. */
  | { readonly kind: 'proceed'; readonly rangeCounts: boolean }

/** For GET and HEAD. */
export function evaluateConditions(conditions: Conditions, validators: Validators): ConditionalOutcome {
  if (!isPreconditionMet(conditions, validators)) return { kind: 'precondition_failed' }
  if (isUnchanged(conditions, validators)) return { kind: 'not_modified' }
  return { kind: 'proceed', rangeCounts: isSameForRange(conditions['if-range'], validators) }
}

function isPreconditionMet(conditions: Conditions, { etag, lastModifiedMs }: Validators): boolean {
  const match = conditions['if-match']
  // Strong comparison: a weak tag never matches.
  if (match !== undefined) return match.trim() === '*' || entityTags(match).includes(etag)
  const sinceMs = parseHttpDate(conditions['if-unmodified-since'] ?? '')
  return sinceMs === null || lastModifiedMs === null || lastModifiedMs <= sinceMs
}

function isUnchanged(conditions: Conditions, { etag, lastModifiedMs }: Validators): boolean {
  const noneMatch = conditions['if-none-match']
  if (noneMatch !== undefined) {
    return noneMatch.trim() === '*' || entityTags(noneMatch).some((tag) => tag.replace(/^W\//, '') === etag)
  }
  const sinceMs = parseHttpDate(conditions['if-modified-since'] ?? '')
  return sinceMs !== null && lastModifiedMs !== null && lastModifiedMs <= sinceMs
}

/** Strong tags only, and dates that are equal to the second (RFC 9110 §13.1.5). */
function isSameForRange(ifRange: string | undefined, { etag, lastModifiedMs }: Validators): boolean {
  if (ifRange === undefined) return true
  const text = ifRange.trim()
  return text === etag || (lastModifiedMs !== null && parseHttpDate(text) === lastModifiedMs)
}

/** The tags of a list, weak ones with their `W/`; none when it is no list of tags. Commas may stand inside a tag. */
function entityTags(list: string): string[] {
  const tag = /[\t ,]*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")[\t ]*(?=,|$)/y
  const tags: string[] = []
  while (tag.lastIndex < list.length) {
    const from = tag.lastIndex
    const found = tag.exec(list)?.[1]
    if (found === undefined) return /^[\t ,]*$/.test(list.slice(from)) ? tags : []
    tags.push(found)
  }
  return tags
}
