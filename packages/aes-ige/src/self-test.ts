/** One known answer, so that an addon that loads but miscomputes is not used. */
import type { Addon } from './native.js'

const key = Uint8Array.from({ length: 32 }, (_, i) => i)
const iv = Uint8Array.from({ length: 32 }, (_, i) => 0xff - i)
const plaintext = Uint8Array.from({ length: 48 }, (_, i) => i * 5)
const ciphertext = 'a45c5df37d5b180300c3dd5e0627f4089a9f1a09146b138350c474bfedb091ec6ec1018accb282589c5c9c38c5b271d2'

export function passesSelfTest(addon: Pick<Addon, 'encrypt' | 'decrypt'>): boolean {
  const encrypted = Buffer.from(addon.encrypt(plaintext, key, iv, new Uint8Array(48)))
  if (encrypted.toString('hex') !== ciphertext) return false
  return Buffer.from(plaintext).equals(addon.decrypt(encrypted, key, iv, encrypted))
}
