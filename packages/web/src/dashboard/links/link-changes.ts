/** What of a link somebody has changed in its form: only that is sent, because the addresses of a link are new after each change. */
import type { Link } from '../api/shapes.js'
import { readCount } from '../format/read-count.js'
import { toUntil, type Until } from '../parts/until.js'

export interface LinkForm {
  /** `keep`, or as `Until` says. */
  readonly expires: Until
  readonly password: { readonly choice: 'keep' | 'none' | 'new'; readonly text: string }
  /** As typed; nothing: as many as want to. */
  readonly maxDownloads: string
  /** One a line. */
  readonly addresses: string
}

export interface LinkChanges {
  readonly expiresAt?: string | null
  readonly password?: string | null
  readonly maxDownloads?: number | string | null
  readonly addresses?: readonly string[]
}

export function toForm(link: Pick<Link, 'maxDownloads' | 'addresses'>): LinkForm {
  return {
    expires: { choice: 'keep', at: '' },
    password: { choice: 'keep', text: '' },
    maxDownloads: link.maxDownloads === null ? '' : String(link.maxDownloads),
    addresses: link.addresses.join('\n'),
  }
}

/** A number that is none is sent as it is: the server says what it takes. As `NaN` it would be null in JSON, which is no limit. */
export function toChanges(form: LinkForm, link: Pick<Link, 'maxDownloads' | 'addresses'>, nowMs: number): LinkChanges {
  const before = toForm(link)
  const { expires, password, maxDownloads, addresses } = form
  return {
    ...(expires.choice === 'keep' ? {} : { expiresAt: toUntil(expires, nowMs) }),
    ...(password.choice === 'none' ? { password: null } : {}),
    ...(password.choice === 'new' ? { password: password.text } : {}),
    ...(maxDownloads.trim() === before.maxDownloads ? {} : { maxDownloads: toNumber(maxDownloads.trim()) }),
    ...(addresses.trim() === before.addresses.trim() ? {} : { addresses: addresses.split(/[\s,]+/).filter(Boolean) }),
  }
}

function toNumber(text: string): number | string | null {
  if (text === '') return null
  return readCount(text) ?? text
}
