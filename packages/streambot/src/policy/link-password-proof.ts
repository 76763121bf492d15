/**
 * What a browser shows instead of a password it gave before. Good for one link and one password: keyed from the secret that signs the
 * link, over the link's id and its password's hash, so it ends with either, and with the key.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { LinkKey } from '../core/link.js'

export interface Unlocked {
  readonly linkId: string
  readonly passwordHash: string
}

export function createPasswordProof(key: LinkKey, unlocked: Unlocked): string {
  return proofBytes(key, unlocked).toString('base64url')
}

export function isPasswordProof(key: LinkKey, unlocked: Unlocked, proof: string): boolean {
  const expected = proofBytes(key, unlocked)
  const given = Buffer.from(proof, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function proofBytes(key: LinkKey, { linkId, passwordHash }: Unlocked): Buffer {
  const subkey = new Uint8Array(hkdfSync('sha256', key.secret, '', 'streambot link password proof', 32))
  // An id is always 16 characters long: no two pairs run together into the same text.
  return createHmac('sha256', subkey).update(linkId).update(passwordHash).digest()
}
