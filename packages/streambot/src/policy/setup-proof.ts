/**
 * How a server shows that it is one of ours: it knows a key that signs links. Keyed from that secret for this purpose alone, so an
 * answer says nothing of the key and opens nothing.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { LinkKey } from '../core/link.js'

/** `7.` and the rest: which key, and what it makes of the challenge. */
export function createSetupProof(key: LinkKey, challenge: string): string {
  return `${key.id}.${proofBytes(key, challenge).toString('base64url')}`
}

/** @param keyOf null: no such key */
export function isSetupProof(keyOf: (id: number) => LinkKey | null, challenge: string, proof: string): boolean {
  const [, id, text = ''] = /^(\d{1,3})\.([A-Za-z0-9_-]{43})$/.exec(proof) ?? []
  const key = id === undefined ? null : keyOf(Number(id))
  if (!key) return false
  const expected = proofBytes(key, challenge)
  const given = Buffer.from(text, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function proofBytes(key: LinkKey, challenge: string): Buffer {
  const subkey = new Uint8Array(hkdfSync('sha256', key.secret, '', 'streambot setup proof', 32))
  return createHmac('sha256', subkey).update(challenge).digest()
}
