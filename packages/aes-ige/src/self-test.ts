/**
 * One known answer, so that an addon that loads but miscomputes is not used; then several messages at once, long and short
 * enough to meet every path, against the one-at-a-time answer and OpenSSL's SHA-256.
 */
import { createHash } from 'node:crypto'
import type { Addon } from './native.js'

const key = Uint8Array.from({ length: 32 }, (_, i) => i)
const iv = Uint8Array.from({ length: 32 }, (_, i) => 0xff - i)
const plaintext = Uint8Array.from({ length: 48 }, (_, i) => i * 5)
const ciphertext = 'a45c5df37d5b180300c3dd5e0627f4089a9f1a09146b138350c474bfedb091ec6ec1018accb282589c5c9c38c5b271d2'

/** Up to as many as the addon takes side by side, of lengths that differ. */
const BATCHES = [[21], [4, 33], [12, 1, 40], [6, 10, 17, 64], [0, 5, 9, 16, 21, 35]]

type Computes = Pick<Addon, 'encrypt' | 'decrypt' | 'decryptMany' | 'open'>

export function passesSelfTest(addon: Computes): boolean {
  const encrypted = Buffer.from(addon.encrypt(plaintext, key, iv, new Uint8Array(48)))
  if (encrypted.toString('hex') !== ciphertext) return false
  if (!Buffer.from(plaintext).equals(addon.decrypt(encrypted, key, iv, encrypted))) return false
  return BATCHES.every((batch) => passesTogether(addon, batch))
}

function passesTogether(addon: Computes, blocks: readonly number[]): boolean {
  const messages = blocks.map((count) => {
    const data = Uint8Array.from({ length: 16 * count }, (_, i) => i * count)
    const ownKey = key.map((byte) => byte ^ count)
    const plain = addon.decrypt(data, ownKey, iv, new Uint8Array(data.length))
    return { data, ownKey, plain, digest16: createHash('sha256').update(key).update(plain).digest().subarray(8, 24) }
  })
  const copies = messages.map(({ data }) => data.slice())
  addon.decryptMany(messages.flatMap(({ ownKey }, i) => [copies[i] ?? plaintext, ownKey, iv]))
  if (!messages.every(({ plain }, i) => Buffer.from(plain).equals(copies[i] ?? plaintext))) return false
  if (!addon.open) return true

  const answers = addon.open(messages.flatMap(({ data, ownKey, digest16 }) => [data, ownKey, iv, key, digest16]))
  return messages.every(({ plain, data }, i) => answers[i] === true && Buffer.from(plain).equals(data))
}
