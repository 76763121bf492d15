/** A limit of somebody's own, as it is typed: nothing is as everybody, 0 is none. */
import type { DescribedPerson } from '../api/shapes.js'
import { readCount } from '../format/read-count.js'

const GB = 1e9

function showCount(limit: number | null): string {
  return limit === null ? '' : String(limit)
}

function showGigabytes(limit: number | null): string {
  return limit === null ? '' : String(Math.round((limit / GB) * 1000) / 1000)
}

/** A comma is what half of the world writes. undefined: it is no number */
export function readGigabytes(text: string): number | null | undefined {
  const trimmed = text.trim().replace(',', '.')
  if (trimmed === '') return null
  return /^\d{1,6}(\.\d{1,3})?$/.test(trimmed) ? Math.round(Number(trimmed) * GB) : undefined
}

type Own = Pick<NonNullable<DescribedPerson['user']>, 'linksPerDay' | 'bandwidthBytesPerMonth'>

export interface TypedLimits {
  readonly links: string
  readonly gigabytes: string
}

export function toTyped(own: Own | null): TypedLimits {
  return { links: showCount(own?.linksPerDay ?? null), gigabytes: showGigabytes(own?.bandwidthBytesPerMonth ?? null) }
}

/** Only what somebody has changed: 300 KB are shown as 0 GB, and 0 sent back would be no limit. undefined: it is no number */
export function toLimits(
  typed: TypedLimits,
  own: Own | null,
): { readonly [name in keyof Own]?: Own[name] | undefined } {
  const before = toTyped(own)
  return {
    ...(typed.links !== before.links && { linksPerDay: readCount(typed.links) }),
    ...(typed.gigabytes !== before.gigabytes && { bandwidthBytesPerMonth: readGigabytes(typed.gigabytes) }),
  }
}
