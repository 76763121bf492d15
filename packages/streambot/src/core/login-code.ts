/**
 * Codes that let an admin into the dashboard: 48 characters, by the keys that sign links (token-seal.ts), so that any instance knows one
 * that another made. That each is good for once is up to whoever takes it.
 */
import type { LinkKey } from './link.js'
import { toExpirySeconds, TokenSeal, writeId } from './token-seal.js'

export interface LoginClaims {
  /** 8 random bytes as 16 hex digits. */
  readonly codeId: string
  /** Telegram id of the admin. */
  readonly adminId: number
  /** A whole second. */
  readonly expiresAtMs: number
}

const ADMIN_BYTES = 6
const EXPIRY_BYTES = 5
const BODY_BYTES = 8 + ADMIN_BYTES + EXPIRY_BYTES

const SEAL = new TokenSeal('login code', BODY_BYTES)

/** @throws RangeError when a claim does not fit its field */
export function createLoginCode(key: LinkKey, { codeId, adminId, expiresAtMs }: LoginClaims): string {
  // Code id (8) ‖ admin (6) ‖ end in seconds (5), big-endian.
  const body = Buffer.alloc(BODY_BYTES)
  writeId(body, codeId)
  body.writeUIntBE(adminId, 8, ADMIN_BYTES)
  body.writeUIntBE(toExpirySeconds(expiresAtMs), 8 + ADMIN_BYTES, EXPIRY_BYTES)
  return SEAL.seal(key, body)
}

/** Also of a code that is over. null for everything that is not one made with one of `keys`, whatever is wrong with it. */
export function verifyLoginCode(keys: readonly LinkKey[], code: string): LoginClaims | null {
  const body = SEAL.open(keys, code)
  if (!body) return null
  return {
    codeId: body.toString('hex', 0, 8),
    adminId: body.readUIntBE(8, ADMIN_BYTES),
    expiresAtMs: body.readUIntBE(8 + ADMIN_BYTES, EXPIRY_BYTES) * 1000,
  }
}

/** Which key a code names; null for whatever does not look like a code. Says nothing of whether it verifies. */
export function keyIdOfLoginCode(code: string): number | null {
  return SEAL.keyIdOf(code)
}
