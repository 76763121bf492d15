/** What the owner of a link changes, or an admin: until when it works, its password, how many may read it. */
import { isOver } from '../core/is-over.js'
import type { Link, LinkChanges } from '../core/link.js'
import type { LinkStore } from '../ports/link-store.js'
import { changeLink, type ChangeLinkDeps } from './change-link.js'
import { auditUnlessOwn, findOwnLink, type FindOwnLinkDeps, type LinkActor, type OwnLink } from './find-own-link.js'
import { linkUrls } from './link-url.js'

export type ChangeOwnLinkDeps = FindOwnLinkDeps &
  ChangeLinkDeps & {
    readonly links: Pick<LinkStore, 'find' | 'update'>
    /** @throws RangeError for a password that is empty or too long */
    readonly hashPassword: (password: string) => Promise<string>
    /** As configured, right now. null: links never expire. */
    readonly expirySeconds: () => number | null
  }

/** `longest`: as long as the operator lets links live. */
export const EXPIRY_CHOICES = ['1h', '1d', '7d', '30d', 'longest', 'never'] as const
export type ExpiryChoice = (typeof EXPIRY_CHOICES)[number]

export type LinkWish =
  | { readonly kind: 'expiry'; readonly choice: ExpiryChoice }
  /** null: none is needed any more. */
  | { readonly kind: 'password'; readonly password: string | null }
  /** null: as many as want to. */
  | { readonly kind: 'downloads'; readonly max: number | null }

export type ChangeOwnLinkResult =
  | ({ readonly ok: true } & OwnLink)
  /** `over`: it was revoked, or has expired; the file has to be sent again. */
  | { readonly ok: false; readonly reason: 'not_found' | 'over' | 'expiry_not_allowed' | 'password_not_taken' }

const SECONDS: Readonly<Record<Exclude<ExpiryChoice, 'longest' | 'never'>, number>> = {
  '1h': 3600,
  '1d': 86_400,
  '7d': 7 * 86_400,
  '30d': 30 * 86_400,
}

/**
 * How long a link may live from now on. Its owner stays within what the operator set, counted from the moment they choose; admins choose
 * freely.
 * @param expirySeconds as configured
 */
export function expiryChoices(expirySeconds: number | null, isAdmin: boolean): ExpiryChoice[] {
  return EXPIRY_CHOICES.filter((choice) => {
    if (choice === 'never') return isAdmin || expirySeconds === null
    if (choice === 'longest') return expirySeconds !== null && !Object.values(SECONDS).includes(expirySeconds)
    return isAdmin || expirySeconds === null || SECONDS[choice] <= expirySeconds
  })
}

/** @throws StreamBotError store_unavailable, too_many_attempts */
export async function changeOwnLink(
  deps: ChangeOwnLinkDeps,
  actor: LinkActor,
  linkId: string,
  wish: LinkWish,
): Promise<ChangeOwnLinkResult> {
  const found = await findOwnLink(deps, actor, linkId)
  if (!found) return { ok: false, reason: 'not_found' }
  const { link } = found
  if (link.revokedAtMs !== null || isOver(link.expiresAtMs, deps.clock.now())) return { ok: false, reason: 'over' }
  const changes = await toChanges(deps, actor, link, wish)
  if (typeof changes === 'string') return { ok: false, reason: changes }
  const changed = await changeLink(auditUnlessOwn(deps, actor, link), `user:${actor.userId}`, linkId, changes)
  return changed ? { ok: true, link: changed, ...linkUrls(deps, changed) } : { ok: false, reason: 'not_found' }
}

async function toChanges(
  deps: ChangeOwnLinkDeps,
  { isAdmin }: LinkActor,
  { restrictions }: Link,
  wish: LinkWish,
): Promise<LinkChanges | 'expiry_not_allowed' | 'password_not_taken'> {
  switch (wish.kind) {
    case 'expiry': {
      const longest = deps.expirySeconds()
      if (!expiryChoices(longest, isAdmin).includes(wish.choice)) return 'expiry_not_allowed'
      return { expiresAtMs: toMoment(wish.choice, longest, deps.clock.now()) }
    }
    case 'downloads':
      return { restrictions: { ...restrictions, maxDownloads: wish.max } }
    case 'password': {
      const passwordHash = wish.password === null ? null : await hashUnlessBad(deps, wish.password)
      return passwordHash === undefined ? 'password_not_taken' : { restrictions: { ...restrictions, passwordHash } }
    }
  }
}

/** Whole seconds, as in the token. */
function toMoment(choice: ExpiryChoice, longestSeconds: number | null, nowMs: number): number | null {
  const seconds = choice === 'never' ? null : choice === 'longest' ? longestSeconds : SECONDS[choice]
  return seconds === null ? null : (Math.floor(nowMs / 1000) + seconds) * 1000
}

/** undefined: it is empty or too long. */
async function hashUnlessBad({ hashPassword }: ChangeOwnLinkDeps, password: string): Promise<string | undefined> {
  try {
    return await hashPassword(password)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
