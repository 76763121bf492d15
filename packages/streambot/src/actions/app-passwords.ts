/**
 * App passwords: a person's own secrets for their programs, each with a name, few for each person. A secret is shown once, to whoever makes it;
 * what is kept of it opens nothing. One that is revoked or over is refused at the next request, on every instance: nothing is believed from memory.
 */
import { createHash } from 'node:crypto'
import type { AppPassword } from '../core/app-password.js'
import { isOver } from '../core/is-over.js'
import type { AppPasswordStore } from '../ports/app-password-store.js'
import type { Clock, Randomness } from '../ports/clock.js'
import { randomId } from './random-id.js'

/** People type them with a remote control: no letter looks like another, or like a digit. 32 of them, so that a byte has no favourites. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'
/** 120 bits. */
const SECRET_LENGTH = 24
const GROUP_LENGTH = 6
const SECRET = new RegExp(`^[${ALPHABET}]{${SECRET_LENGTH}}$`)
const MAX_NAME_LENGTH = 64
/** Of one person, those that are over included. */
const MAX_PASSWORDS = 10
/** A password in use is written down so often. */
const USED_EVERY_MS = 60_000

export interface AppPasswordDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly passwords: AppPasswordStore
}

export interface AppPasswordWish {
  /** For people: which program it is for. */
  readonly name: string
  /** null: never. */
  readonly expiresAtMs: number | null
}

/** What may be shown of a password. */
export type AppPasswordInfo = Omit<AppPassword, 'hash'>

export type CreateAppPasswordResult =
  | { readonly ok: true; readonly secret: string; readonly info: AppPasswordInfo }
  | { readonly ok: false; readonly refusal: AppPasswordRefusal }

export type AppPasswordRefusal =
  | { readonly reason: 'bad_name'; readonly maxLength: number }
  | { readonly reason: 'expires_in_the_past' }
  | { readonly reason: 'too_many_passwords'; readonly max: number }

/** @throws StreamBotError store_unavailable */
export async function createAppPassword(
  deps: AppPasswordDeps,
  userId: number,
  wish: AppPasswordWish,
): Promise<CreateAppPasswordResult> {
  const nowMs = deps.clock.now()
  const refusal = refuse(wish, nowMs)
  if (refusal) return { ok: false, refusal }
  const secret = [...deps.randomness.bytes(SECRET_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
  const record: AppPassword = {
    id: randomId(deps.randomness),
    userId,
    name: wish.name.trim(),
    hash: hashOf(secret),
    createdAtMs: nowMs,
    expiresAtMs: wish.expiresAtMs,
    lastUsedAtMs: null,
  }
  const isAdded = await deps.passwords.add(record, MAX_PASSWORDS)
  if (!isAdded) return { ok: false, refusal: { reason: 'too_many_passwords', max: MAX_PASSWORDS } }
  return { ok: true, secret: inGroups(secret), info: toInfo(record) }
}

/** Newest first, those that are over too. @throws StreamBotError store_unavailable */
export async function listAppPasswords(
  { passwords }: Pick<AppPasswordDeps, 'passwords'>,
  userId: number,
): Promise<AppPasswordInfo[]> {
  return (await passwords.ofUser(userId)).map(toInfo)
}

/** @returns false when this person has none of that id. @throws StreamBotError store_unavailable */
export function revokeAppPassword(
  { passwords }: Pick<AppPasswordDeps, 'passwords'>,
  userId: number,
  passwordId: string,
): Promise<boolean> {
  return passwords.remove(userId, passwordId)
}

export type VerifyAppPasswordDeps = Pick<AppPasswordDeps, 'clock'> & {
  readonly passwords: Pick<AppPasswordStore, 'findByHash' | 'used'>
  /** It could not be written down that the password was used. */
  readonly onTrouble: (error: unknown) => void
}

/**
 * What does not look like a password costs no lookup. Dashes, spaces and capital letters are as people type them.
 * @returns null for one that does not exist, was revoked, is over, or is somebody else's: they look alike to a guesser
 * @throws StreamBotError store_unavailable: nobody is let in unseen
 */
export async function verifyAppPassword(
  deps: VerifyAppPasswordDeps,
  userId: number,
  shown: string,
): Promise<AppPasswordInfo | null> {
  const secret = shown.toLowerCase().replaceAll(/[\s-]/g, '')
  if (!SECRET.test(secret)) return null
  const record = await deps.passwords.findByHash(hashOf(secret))
  if (record?.userId !== userId) return null
  const nowMs = deps.clock.now()
  if (isOver(record.expiresAtMs, nowMs)) return null
  if (nowMs - (record.lastUsedAtMs ?? -Infinity) >= USED_EVERY_MS) {
    await deps.passwords.used(record.id, nowMs).catch(deps.onTrouble)
  }
  return toInfo(record)
}

function refuse({ name, expiresAtMs }: AppPasswordWish, nowMs: number): AppPasswordRefusal | null {
  const length = name.trim().length
  if (length === 0 || length > MAX_NAME_LENGTH) return { reason: 'bad_name', maxLength: MAX_NAME_LENGTH }
  if (expiresAtMs !== null && !(expiresAtMs > nowMs)) return { reason: 'expires_in_the_past' }
  return null
}

/** `abcdef-ghijkm-npqrst-uvwxyz` is easier to copy by hand. */
function inGroups(secret: string): string {
  return (secret.match(new RegExp(`.{${GROUP_LENGTH}}`, 'g')) ?? []).join('-')
}

function toInfo({ hash: _, ...info }: AppPassword): AppPasswordInfo {
  return info
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
