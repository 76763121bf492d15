/** When a link shall end and whom it shall serve, as programs say it: read into what the record of a link holds, or refused with a reason. */
import { UNRESTRICTED, type Link, type LinkChanges, type LinkRestrictions } from '../core/link.js'
import { toAddressBlocks } from '../policy/link-access-address.js'
import type { Clock } from '../ports/clock.js'
import type { LinkStore } from '../ports/link-store.js'
import type { Actor } from './audit.js'
import { changeLink, type ChangeLinkDeps } from './change-link.js'

/** What is undefined stays as it is; null: none. */
export interface LinkWish {
  /** Cut to whole seconds. */
  readonly expiresAtMs?: number | null | undefined
  readonly password?: string | null | undefined
  readonly maxDownloads?: number | null | undefined
  /** Addresses and CIDR blocks; empty: everybody. */
  readonly addresses?: readonly string[] | undefined
}

export type LinkWishRefusal =
  | { readonly reason: 'expires_in_the_past' }
  | { readonly reason: 'bad_password' }
  | { readonly reason: 'bad_address'; readonly entry: string }

export interface LinkWishDeps {
  readonly clock: Clock
  /** @throws RangeError for a password that is empty or too long */
  readonly hashPassword: (password: string) => Promise<string>
}

export type LinkWishAnswer =
  { readonly ok: true; readonly changes: LinkChanges } | { readonly ok: false; readonly refusal: LinkWishRefusal }

/** @param current what the link is like without the wish */
export async function readLinkWish(
  deps: LinkWishDeps,
  wish: LinkWish,
  current: LinkRestrictions = UNRESTRICTED,
): Promise<LinkWishAnswer> {
  const { password, maxDownloads = current.maxDownloads } = wish
  const expiresAtMs = toWholeSecond(wish.expiresAtMs)
  if (typeof expiresAtMs === 'number' && expiresAtMs <= deps.clock.now())
    return refused({ reason: 'expires_in_the_past' })
  const blocks = toAddressBlocks(wish.addresses ?? current.addresses)
  if (!blocks.ok) return refused({ reason: 'bad_address', entry: blocks.invalid })
  const passwordHash = password === undefined ? current.passwordHash : await hashOf(deps, password)
  if (passwordHash === undefined) return refused({ reason: 'bad_password' })
  const changes = {
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(isAboutReaders(wish) ? { restrictions: { passwordHash, maxDownloads, addresses: blocks.blocks } } : {}),
  }
  return { ok: true, changes }
}

/**
 * Whether a link that is there is what the wish would make of it. When it ends is compared where the wish says so: what is usual may have changed.
 * @param changes what the wish was read as
 */
export async function isAsWished(
  { verifyPassword }: { readonly verifyPassword: (passwordHash: string, password: string) => Promise<boolean> },
  { expiresAtMs, restrictions }: Pick<Link, 'expiresAtMs' | 'restrictions'>,
  { password = null }: LinkWish,
  { expiresAtMs: wishedEndMs = expiresAtMs, restrictions: wished = UNRESTRICTED }: LinkChanges,
): Promise<boolean> {
  if (wishedEndMs !== expiresAtMs || wished.maxDownloads !== restrictions.maxDownloads) return false
  if (wished.addresses.join() !== restrictions.addresses.join()) return false
  const { passwordHash } = restrictions
  return passwordHash === null || password === null ? passwordHash === password : verifyPassword(passwordHash, password)
}

export type ChangeByWishResult =
  | { readonly ok: true; readonly link: Link }
  | { readonly ok: false; readonly refusal: LinkWishRefusal | { readonly reason: 'unknown_link' } }

export type ChangeByWishDeps = LinkWishDeps &
  Omit<ChangeLinkDeps, 'links'> & { readonly links: Pick<LinkStore, 'find' | 'update'> }

/** @throws StreamBotError store_unavailable */
export async function changeLinkByWish(
  deps: ChangeByWishDeps,
  actor: Actor,
  linkId: string,
  wish: LinkWish,
): Promise<ChangeByWishResult> {
  const before = await deps.links.find(linkId)
  if (!before) return { ok: false, refusal: { reason: 'unknown_link' } }
  const read = await readLinkWish(deps, wish, before.restrictions)
  if (!read.ok) return read
  const link = await changeLink(deps, actor, linkId, read.changes)
  return link ? { ok: true, link } : { ok: false, refusal: { reason: 'unknown_link' } }
}

function isAboutReaders({ password, maxDownloads, addresses }: LinkWish): boolean {
  return password !== undefined || maxDownloads !== undefined || addresses !== undefined
}

function toWholeSecond(ms: number | null | undefined): number | null | undefined {
  return typeof ms === 'number' ? Math.floor(ms / 1000) * 1000 : ms
}

/** undefined: that is no password. */
async function hashOf({ hashPassword }: LinkWishDeps, password: string | null): Promise<string | null | undefined> {
  if (password === null) return null
  try {
    return await hashPassword(password)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function refused(refusal: LinkWishRefusal): LinkWishAnswer {
  return { ok: false, refusal }
}
