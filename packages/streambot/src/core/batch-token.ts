/** Tokens of batches: 40 characters, by the keys that sign links (token-seal.ts). None is ever taken for the token of a link. */
import type { BatchClaims } from './batch.js'
import type { LinkKey } from './link.js'
import { fromExpirySeconds, toExpirySeconds, TokenSeal, writeId } from './token-seal.js'

const BODY_BYTES = 13
const EXPIRY_BYTES = 5

const SEAL = new TokenSeal('batch', BODY_BYTES)

/** @throws RangeError when a claim does not fit its field */
export function createBatchToken(key: LinkKey, { batchId, expiresAtMs }: BatchClaims): string {
  // Batch id (8) ‖ expiry in seconds (5, 0 = never), big-endian.
  const body = Buffer.alloc(BODY_BYTES)
  writeId(body, batchId)
  body.writeUIntBE(toExpirySeconds(expiresAtMs), 8, EXPIRY_BYTES)
  return SEAL.seal(key, body)
}

/** null for everything that is not a token made with one of `keys`, whatever is wrong with it. */
export function verifyBatchToken(keys: readonly LinkKey[], token: string): BatchClaims | null {
  const body = SEAL.open(keys, token)
  if (!body) return null
  return { batchId: body.toString('hex', 0, 8), expiresAtMs: fromExpirySeconds(body.readUIntBE(8, EXPIRY_BYTES)) }
}

/** Which key a token names; null for whatever does not look like a token. Says nothing of whether it verifies. */
export function keyIdOfBatch(token: string): number | null {
  return SEAL.keyIdOf(token)
}
