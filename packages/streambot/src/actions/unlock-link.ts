/** The password of a link becomes a proof that a browser keeps: it is asked once, not for every range. */
import { StreamBotError } from '../core/errors.js'
import type { Link, LinkKey } from '../core/link.js'
import type { Whereabouts } from '../policy/link-access.js'
import type { PasswordChecker } from '../policy/link-password-checker.js'
import { createPasswordProof, isPasswordProof } from '../policy/link-password-proof.js'
import { findLink, type FindLinkDeps } from './find-link.js'

/** Whoever comes back a day later gives the password again. */
const MAX_PROOF_AGE_MS = 24 * 3600_000

export interface PasswordDeps {
  readonly linkKeys: {
    /** The key that a good token is made with; null: retired since. */
    keyOf(token: string): LinkKey | null
  }
  readonly passwords: Pick<PasswordChecker, 'check'>
}

export type UnlockLinkDeps = FindLinkDeps & PasswordDeps

export interface PasswordQuestion extends Whereabouts {
  readonly token: string
  /** null: none given. */
  readonly password: string | null
}

export interface UnlockedLink {
  /** To be shown as `Reader.proof`; null: the link has no password. */
  readonly proof: string | null
  /** No longer than the link lasts. */
  readonly maxAgeMs: number
}

/** @throws StreamBotError as `findLink` does; password_required, password_wrong, too_many_attempts */
export async function unlockLink(
  deps: UnlockLinkDeps,
  question: PasswordQuestion,
  signal: AbortSignal,
): Promise<UnlockedLink> {
  const { claims, link } = await findLink(deps, question.token, question)
  const expiresAtMs = link?.expiresAtMs ?? Infinity
  const maxAgeMs = Math.min(MAX_PROOF_AGE_MS, expiresAtMs - deps.clock.now())
  const passwordHash = link?.restrictions.passwordHash ?? null
  if (link === null || passwordHash === null) return { proof: null, maxAgeMs }
  await requirePassword(deps, link, { ...question, proof: null }, signal)
  const key = deps.linkKeys.keyOf(question.token)
  if (!key) throw new StreamBotError('link_not_found', `The key of link ${claims.linkId} was retired`)
  return { proof: createPasswordProof(key, { linkId: link.id, passwordHash }), maxAgeMs }
}

/** @throws StreamBotError password_required, password_wrong, too_many_attempts */
export async function requirePassword(
  deps: PasswordDeps,
  link: Link,
  given: PasswordQuestion & { readonly proof: string | null },
  signal: AbortSignal,
): Promise<void> {
  const { token, address, password, proof } = given
  const { passwordHash } = link.restrictions
  if (passwordHash === null) return
  const key = deps.linkKeys.keyOf(token)
  if (key && proof !== null && isPasswordProof(key, { linkId: link.id, passwordHash }, proof)) return
  if (password === null) throw new StreamBotError('password_required', `Link ${link.id} has a password`)
  const isRight = await deps.passwords.check({ linkId: link.id, passwordHash, password, address }, signal)
  if (!isRight) throw new StreamBotError('password_wrong', `That is not the password of link ${link.id}`)
}
