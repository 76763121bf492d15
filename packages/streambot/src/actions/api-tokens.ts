/**
 * Tokens that let programs in. A token is shown once, to whoever makes it; what is kept of it opens nothing. One that is revoked or
 * over is refused at the next request, on every instance: nothing is believed from memory.
 */
import { createHash } from 'node:crypto'
import { API_SCOPES, isDashboardSession, type ApiScope, type ApiToken } from '../core/api-token.js'
import { areSame } from '../core/are-same.js'
import { isOver } from '../core/is-over.js'
import type { ApiTokenStore } from '../ports/api-token-store.js'
import type { Randomness } from '../ports/clock.js'
import { audit, userIdOf, type Actor, type AuditDeps } from './audit.js'
import { randomId } from './random-id.js'

const SECRET_BYTES = 32
const TOKEN = /^sb_[A-Za-z0-9_-]{43}$/
const MAX_NAME_LENGTH = 64
/** They are listed as a whole. Sessions of the dashboard have a limit of their own (dashboard-sessions.ts). */
const MAX_TOKENS = 100
/** A token in use is written down so often. */
const USED_EVERY_MS = 60_000
/** Nobody: a program, or the command line. */
const NOBODY = 0

export interface ApiTokenDeps extends AuditDeps {
  readonly tokens: ApiTokenStore
}

export interface ApiTokenWish {
  /** For people: what it is for. */
  readonly name: string
  readonly scopes: readonly string[]
  /** null: never. */
  readonly expiresAtMs: number | null
}

/** What may be shown of a token. */
export type ApiTokenInfo = Omit<ApiToken, 'hash'>

export type CreateApiTokenResult =
  | { readonly ok: true; readonly token: string; readonly info: ApiTokenInfo }
  | { readonly ok: false; readonly refusal: ApiTokenRefusal }

export type ApiTokenRefusal =
  | { readonly reason: 'bad_name'; readonly maxLength: number }
  | { readonly reason: 'no_scope'; readonly scopes: readonly ApiScope[] }
  | { readonly reason: 'unknown_scope'; readonly scope: string; readonly scopes: readonly ApiScope[] }
  | { readonly reason: 'expires_in_the_past' }
  | { readonly reason: 'too_many_tokens'; readonly max: number }

/** @throws StreamBotError store_unavailable */
export async function createApiToken(
  deps: ApiTokenDeps,
  actor: Actor,
  wish: ApiTokenWish,
): Promise<CreateApiTokenResult> {
  const nowMs = deps.clock.now()
  const refusal = refuse(wish, nowMs) ?? refuseMore(await deps.tokens.all())
  if (refusal) return { ok: false, refusal }
  const { token, ...drawn } = drawToken(deps.randomness)
  const record: ApiToken = {
    ...drawn,
    name: wish.name.trim(),
    scopes: API_SCOPES.filter((scope) => wish.scopes.includes(scope)),
    createdBy: userIdOf(actor) ?? NOBODY,
    createdAtMs: nowMs,
    expiresAtMs: wish.expiresAtMs,
    lastUsedAtMs: null,
  }
  await deps.tokens.add(record)
  const { name, scopes, expiresAtMs } = record
  const details = { name, scopes, expiresAtMs }
  await audit(deps, { actor, action: 'token.create', target: `token:${record.id}`, details })
  return { ok: true, token, info: toInfo(record) }
}

/** A new one and what is kept of it. */
export function drawToken(randomness: Randomness): { readonly token: string } & Pick<ApiToken, 'id' | 'hash'> {
  const token = `sb_${Buffer.from(randomness.bytes(SECRET_BYTES)).toString('base64url')}`
  return { token, id: randomId(randomness), hash: hashOf(token) }
}

/** Newest first, those that are over too. @throws StreamBotError store_unavailable */
export async function listApiTokens({ tokens }: Pick<ApiTokenDeps, 'tokens'>): Promise<ApiTokenInfo[]> {
  return (await tokens.all()).map(toInfo)
}

/** @returns false when there is no such token. @throws StreamBotError store_unavailable */
export async function revokeApiToken(deps: ApiTokenDeps, actor: Actor, tokenId: string): Promise<boolean> {
  const isRevoked = await deps.tokens.remove(tokenId)
  if (isRevoked) await audit(deps, { actor, action: 'token.revoke', target: `token:${tokenId}` })
  return isRevoked
}

export type VerifyApiTokenDeps = Pick<ApiTokenDeps, 'clock'> & {
  readonly tokens: Pick<ApiTokenStore, 'findByHash' | 'used'>
  /** Right now. */
  readonly isAdmin: (userId: number) => boolean
  /** It could not be written down that the token was used. */
  readonly onTrouble: (error: unknown) => void
}

/**
 * What does not look like a token costs no lookup.
 * @returns null for one that does not exist, was revoked, or is over, as a session is with its admin's rights: they look alike to a guesser
 * @throws StreamBotError store_unavailable: nobody is let in unseen
 */
export async function verifyApiToken(deps: VerifyApiTokenDeps, token: string): Promise<ApiTokenInfo | null> {
  if (!TOKEN.test(token)) return null
  const hash = hashOf(token)
  const record = await deps.tokens.findByHash(hash)
  if (!record || !areSame(record.hash, hash)) return null
  const nowMs = deps.clock.now()
  if (isOver(record.expiresAtMs, nowMs)) return null
  if (isDashboardSession(record) && !deps.isAdmin(record.createdBy)) return null
  if (nowMs - (record.lastUsedAtMs ?? -Infinity) >= USED_EVERY_MS) {
    await deps.tokens.used(record.id, nowMs).catch(deps.onTrouble)
  }
  return toInfo(record)
}

function refuse({ name, scopes, expiresAtMs }: ApiTokenWish, nowMs: number): ApiTokenRefusal | null {
  const length = name.trim().length
  if (length === 0 || length > MAX_NAME_LENGTH) return { reason: 'bad_name', maxLength: MAX_NAME_LENGTH }
  if (scopes.length === 0) return { reason: 'no_scope', scopes: API_SCOPES }
  const unknown = scopes.find((scope) => !API_SCOPES.some((known) => known === scope))
  if (unknown !== undefined) return { reason: 'unknown_scope', scope: unknown, scopes: API_SCOPES }
  if (expiresAtMs !== null && !(expiresAtMs > nowMs)) return { reason: 'expires_in_the_past' }
  return null
}

function refuseMore(known: readonly ApiToken[]): ApiTokenRefusal | null {
  const count = known.filter((token) => !isDashboardSession(token)).length
  return count >= MAX_TOKENS ? { reason: 'too_many_tokens', max: MAX_TOKENS } : null
}

export function toInfo({ hash: _, ...info }: ApiToken): ApiTokenInfo {
  return info
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
