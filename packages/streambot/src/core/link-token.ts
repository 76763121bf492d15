/**
 * Link tokens: opaque, authenticated, 52 characters. A token carries what is needed to serve without the database, shows
 * none of it, and exists in one spelling only. Forging one costs about 2^128 tries.
 *
 * 39 bytes in base64url: key id (1) ‖ tag (16) ‖ encrypted body (22), the SIV construction: the tag is
 * HMAC-SHA256 over key id and plain body, cut to 16 bytes, and also the counter block of AES-256-CTR. Equal claims give
 * equal tokens, and no nonce can ever repeat by accident.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { LinkClaims, LinkKey } from './link.js'

const TAG_BYTES = 16
const BODY_BYTES = 22
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{52}$/
const NEVER_EXPIRES = 0
const RESTRICTED_BIT = 2 ** 47
const SECRET_BYTES = 32

/** @param id 0–255, distinct from every key that still verifies */
export function createLinkKey(id: number, randomness: { bytes(length: number): Uint8Array }, nowMs: number): LinkKey {
  if (!Number.isInteger(id) || id < 0 || id > 255) throw new RangeError('A key id is one byte')
  return { id, secret: randomness.bytes(SECRET_BYTES), createdAtMs: nowMs }
}

/** @throws RangeError when a claim does not fit its field */
export function createLinkToken(key: LinkKey, claims: LinkClaims): string {
  const body = encodeClaims(claims)
  const subkeys = subkeysOf(key)
  const tag = tagOf(subkeys, key.id, body)
  const cipher = createCipheriv('aes-256-ctr', subkeys.encryption, tag)
  return Buffer.concat([Buffer.of(key.id), tag, cipher.update(body)]).toString('base64url')
}

/** null for everything that is not a token made with one of `keys`, whatever is wrong with it. */
export function verifyLinkToken(keys: readonly LinkKey[], token: string): LinkClaims | null {
  // 39 bytes leave no padding bits, so with the alphabet fixed each token has exactly one spelling.
  if (!TOKEN_PATTERN.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  const key = keys.find((candidate) => candidate.id === bytes[0])
  if (!key) return null
  const subkeys = subkeysOf(key)
  const tag = bytes.subarray(1, 1 + TAG_BYTES)
  const body = createDecipheriv('aes-256-ctr', subkeys.encryption, tag).update(bytes.subarray(1 + TAG_BYTES))
  return timingSafeEqual(tag, tagOf(subkeys, key.id, body)) ? decodeClaims(body) : null
}

/** Which key a token names; null for whatever does not look like a token. Says nothing of whether it verifies. */
export function keyIdOf(token: string): number | null {
  return TOKEN_PATTERN.test(token) ? (Buffer.from(token.slice(0, 4), 'base64url')[0] ?? null) : null
}

interface Subkeys {
  readonly mac: Uint8Array
  readonly encryption: Uint8Array
}

/** Derived once per key object; goes with it. */
const subkeysByKey = new WeakMap<LinkKey, Subkeys>()

function subkeysOf(key: LinkKey): Subkeys {
  let subkeys = subkeysByKey.get(key)
  if (!subkeys) {
    subkeys = {
      mac: derive(key.secret, 'streambot link mac'),
      encryption: derive(key.secret, 'streambot link encryption'),
    }
    subkeysByKey.set(key, subkeys)
  }
  return subkeys
}

function derive(secret: Uint8Array, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', info, 32))
}

function tagOf(subkeys: Subkeys, keyId: number, body: Uint8Array): Buffer {
  return createHmac('sha256', subkeys.mac).update(Uint8Array.of(keyId)).update(body).digest().subarray(0, TAG_BYTES)
}

/** Link id (8) ‖ log message id (4) ‖ expiry in seconds (4, 0 = never) ‖ restricted (1 bit) and size (47 bits), big-endian. */
function encodeClaims(claims: LinkClaims): Buffer {
  if (!/^[0-9a-f]{16}$/.test(claims.linkId)) throw new RangeError('A link id is 16 lower-case hex digits')
  const body = Buffer.alloc(BODY_BYTES)
  body.write(claims.linkId, 0, 'hex')
  body.writeUInt32BE(claims.logMessageId, 8)
  body.writeUInt32BE(toExpirySeconds(claims.expiresAtMs), 12)
  if (claims.sizeBytes >= RESTRICTED_BIT) throw new RangeError('A size has 47 bits')
  body.writeUIntBE(claims.sizeBytes + (claims.isRestricted ? RESTRICTED_BIT : 0), 16, 6)
  return body
}

function toExpirySeconds(expiresAtMs: number | null): number {
  if (expiresAtMs === null) return NEVER_EXPIRES
  const seconds = expiresAtMs / 1000
  // Rounding here would make the token and the record disagree about when the link ends.
  if (!Number.isInteger(seconds) || seconds <= 0) throw new RangeError('An expiry is a whole second after 1970')
  return seconds
}

function decodeClaims(body: Buffer): LinkClaims {
  const expirySeconds = body.readUInt32BE(12)
  const flagged = body.readUIntBE(16, 6)
  const isRestricted = flagged >= RESTRICTED_BIT
  return {
    linkId: body.toString('hex', 0, 8),
    logMessageId: body.readUInt32BE(8),
    sizeBytes: isRestricted ? flagged - RESTRICTED_BIT : flagged,
    expiresAtMs: expirySeconds === NEVER_EXPIRES ? null : expirySeconds * 1000,
    isRestricted,
  }
}
