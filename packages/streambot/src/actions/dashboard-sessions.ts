/**
 * Who is at the dashboard: an admin, by a code that the bot gave, which works once and for five minutes on any instance. A session is a token of the
 * API that only a browser's cookie holds. It is dead everywhere once it is logged out of, once it is over, and once its admin is one no longer.
 */
import { API_SCOPES, isDashboardSession, SESSION_MARK, type ApiToken } from '../core/api-token.js'
import { isOver } from '../core/is-over.js'
import { createLoginCode, type LoginClaims } from '../core/login-code.js'
import type { ApiTokenStore } from '../ports/api-token-store.js'
import type { UserStore } from '../ports/user-store.js'
import type { WindowStore } from '../ports/window-store.js'
import { drawToken, toInfo, type ApiTokenInfo } from './api-tokens.js'
import { audit, type Actor, type AuditDeps } from './audit.js'
import type { KeyRing } from './key-ring.js'
import { randomId } from './random-id.js'

const CODE_LIFE_MS = 5 * 60_000
/**
 * For so long it is known that a code was used: beyond its end on any clock that is less than five minutes wrong. It may be counted from five
 * minutes too early, pruned five minutes too early, and shown where the code lives five minutes longer.
 */
const CODE_MEMORY_MS = 4 * CODE_LIFE_MS
const SESSION_LIFE_MS = 12 * 3_600_000
/** Of one admin; one more ends the oldest. */
const MAX_SESSIONS = 10
const MAX_NAME_LENGTH = 48

export interface SessionDeps extends AuditDeps {
  readonly linkKeys: Pick<KeyRing, 'signing' | 'verifyLogin'>
  readonly windows: Pick<WindowStore, 'take'>
  readonly tokens: Pick<ApiTokenStore, 'add' | 'all' | 'remove'>
  readonly users: Pick<UserStore, 'find'>
  /** Right now. */
  readonly isAdmin: (userId: number) => boolean
}

export interface LoginCode {
  readonly code: string
  readonly expiresAtMs: number
}

/** What a browser gets to keep, and whose it is. */
export interface Session {
  readonly token: string
  readonly who: ApiTokenInfo
}

/** @throws StreamBotError store_unavailable while there is no key to seal it with */
export function makeLoginCode(
  { clock, randomness, linkKeys }: Pick<SessionDeps, 'clock' | 'randomness' | 'linkKeys'>,
  adminId: number,
): LoginCode {
  const codeId = randomId(randomness)
  const expiresAtMs = Math.ceil((clock.now() + CODE_LIFE_MS) / 1000) * 1000
  return { code: createLoginCode(linkKeys.signing, { codeId, adminId, expiresAtMs }), expiresAtMs }
}

/**
 * Uses the code up. Of several who show it at once one is let in, whichever instances they ask; where the database breaks down over it, nobody is,
 * and the code may be gone.
 * @returns null for a code that is forged, used or over, and for one of somebody who is no admin: they look alike to a guesser
 * @throws StreamBotError store_unavailable: nobody is let in unseen
 */
export async function logInByCode(deps: SessionDeps, code: string, address: string): Promise<Session | null> {
  const claims = await deps.linkKeys.verifyLogin(code)
  if (!claims || deps.clock.now() >= claims.expiresAtMs || !deps.isAdmin(claims.adminId)) return null
  if (!(await useUp(deps, claims))) return null
  await makeRoom(deps, claims.adminId)
  const { token, ...drawn } = drawToken(deps.randomness)
  const createdAtMs = deps.clock.now()
  const record: ApiToken = {
    ...drawn,
    name: `Dashboard · ${await nameOf(deps, claims.adminId)}`,
    scopes: [...API_SCOPES, SESSION_MARK],
    createdBy: claims.adminId,
    createdAtMs,
    expiresAtMs: createdAtMs + SESSION_LIFE_MS,
    lastUsedAtMs: null,
  }
  await deps.tokens.add(record)
  const who = toInfo(record)
  await noteLogin(deps, who, address)
  return { token, who }
}

/** A browser shows a token that was made for a program, and goes on with that one. */
export async function noteLogin(deps: AuditDeps, who: ApiTokenInfo, address: string): Promise<void> {
  await audit(deps, { actor: actorOf(who), action: 'dashboard.login', target: `token:${who.id}`, details: { address } })
}

/** Ends a session that a code began; a token that was made for a program goes on without the browser. @throws StreamBotError store_unavailable */
export async function logOut(deps: Omit<SessionDeps, 'linkKeys' | 'windows'>, who: ApiTokenInfo): Promise<void> {
  if (isDashboardSession(who)) await deps.tokens.remove(who.id)
  await audit(deps, { actor: actorOf(who), action: 'dashboard.logout', target: `token:${who.id}` })
}

/** Forgets those that are over. @returns how many. @throws StreamBotError store_unavailable */
export async function pruneSessions(
  { tokens }: { readonly tokens: Pick<ApiTokenStore, 'all' | 'remove'> },
  nowMs: number,
): Promise<number> {
  const over = (await tokens.all()).filter((it) => isDashboardSession(it) && isOver(it.expiresAtMs, nowMs))
  const removed = await Promise.all(over.map(({ id }) => tokens.remove(id)))
  return removed.filter(Boolean).length
}

/** How an admin is called who is at the dashboard. */
export async function nameOf({ users }: Pick<SessionDeps, 'users'>, adminId: number): Promise<string> {
  const { firstName = '', username = null } = (await users.find(adminId)) ?? {}
  const name = firstName.trim() || (username === null ? '' : `@${username}`) || String(adminId)
  return [...name].slice(0, MAX_NAME_LENGTH).join('')
}

/** Who acts with a token: for a session its admin, so that what was done stays readable when the session is forgotten. */
export function actorOf(who: ApiTokenInfo): Actor {
  return isDashboardSession(who) ? `user:${who.createdBy}` : `token:${who.id}`
}

/** @returns false: somebody did before. It is remembered beside the session, which a log-out removes */
async function useUp({ clock, windows }: SessionDeps, { codeId }: LoginClaims): Promise<boolean> {
  const once = { key: `login-code:${codeId}`, rule: { limit: 1, windowMs: CODE_MEMORY_MS } }
  return (await windows.take([once], clock.now())).ok
}

/** So that sessions stay few, however often somebody logs in and leaves. */
async function makeRoom({ clock, tokens }: SessionDeps, adminId: number): Promise<void> {
  const nowMs = clock.now()
  const sessions = (await tokens.all()).filter(isDashboardSession)
  const over = sessions.filter((it) => isOver(it.expiresAtMs, nowMs))
  const own = sessions.filter((it) => it.createdBy === adminId && !isOver(it.expiresAtMs, nowMs))
  // Newest first, as they are listed.
  const ended = [...over, ...own.slice(MAX_SESSIONS - 1)]
  await Promise.all(ended.map(({ id }) => tokens.remove(id)))
}
