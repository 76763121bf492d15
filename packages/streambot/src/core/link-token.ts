/**
 * Link tokens: 52 characters (token-seal.ts). A token carries what is needed to serve without the database, shows none of it, and exists
 * in one spelling only.
 */
import type { LinkClaims, LinkKey } from './link.js'
import { fromExpirySeconds, toExpirySeconds, TokenSeal, writeId } from './token-seal.js'

const BODY_BYTES = 22
const RESTRICTED_BIT = 2 ** 47
const SECRET_BYTES = 32

const SEAL = new TokenSeal('link', BODY_BYTES)

/** @param id 0–255, distinct from every key that still verifies */
export function createLinkKey(id: number, randomness: { bytes(length: number): Uint8Array }, nowMs: number): LinkKey {
  if (!Number.isInteger(id) || id < 0 || id > 255) throw new RangeError('A key id is one byte')
  return { id, secret: randomness.bytes(SECRET_BYTES), createdAtMs: nowMs }
}

/** @throws RangeError when a claim does not fit its field */
export function createLinkToken(key: LinkKey, claims: LinkClaims): string {
  return SEAL.seal(key, encodeClaims(claims))
}

/** null for everything that is not a token made with one of `keys`, whatever is wrong with it. */
export function verifyLinkToken(keys: readonly LinkKey[], token: string): LinkClaims | null {
  const body = SEAL.open(keys, token)
  return body && decodeClaims(body)
}

/** Which key a token names; null for whatever does not look like a token. Says nothing of whether it verifies. */
export function keyIdOf(token: string): number | null {
  return SEAL.keyIdOf(token)
}

/** Link id (8) ‖ log message id (4) ‖ expiry in seconds (4, 0 = never) ‖ restricted (1 bit) and size (47 bits), big-endian. */
function encodeClaims(claims: LinkClaims): Buffer {
  const body = Buffer.alloc(BODY_BYTES)
  writeId(body, claims.linkId)
  body.writeUInt32BE(claims.logMessageId, 8)
  body.writeUInt32BE(toExpirySeconds(claims.expiresAtMs), 12)
  if (claims.sizeBytes >= RESTRICTED_BIT) throw new RangeError('A size has 47 bits')
  body.writeUIntBE(claims.sizeBytes + (claims.isRestricted ? RESTRICTED_BIT : 0), 16, 6)
  return body
}

function decodeClaims(body: Buffer): LinkClaims {
  const flagged = body.readUIntBE(16, 6)
  const isRestricted = flagged >= RESTRICTED_BIT
  return {
    linkId: body.toString('hex', 0, 8),
    logMessageId: body.readUInt32BE(8),
    sizeBytes: isRestricted ? flagged - RESTRICTED_BIT : flagged,
    expiresAtMs: fromExpirySeconds(body.readUInt32BE(12)),
    isRestricted,
  }
}
