/**
 * IGE encryption through OpenSSL's CBC, a third and independent implementation for tests:
 * with x[i] = m[i] ^ m[i-2] and CBC over x from c[0], the ciphertext is CBC's output with m[i-1] taken off.
 */
import { createCipheriv } from 'node:crypto'

export function encryptThroughCbc(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  const block = (i: number): Uint8Array => (i === -1 ? iv.subarray(16) : data.subarray(16 * i, 16 * i + 16))
  const blocks = data.length / 16
  const x = new Uint8Array(data.length)
  for (let i = 0; i < blocks; i++) x.set(i === 0 ? block(0) : xor(block(i), block(i - 2)), 16 * i)
  const cipher = createCipheriv('aes-256-cbc', key, iv.subarray(0, 16)).setAutoPadding(false)
  const y = Buffer.concat([cipher.update(x), cipher.final()])
  const out = new Uint8Array(data.length)
  for (let i = 0; i < blocks; i++) out.set(xor(y.subarray(16 * i, 16 * i + 16), block(i - 1)), 16 * i)
  return out
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ (b[i] ?? 0))
}
