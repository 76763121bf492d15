/** AES-CTR over a whole connection, keyed by its first 64 bytes; it hides the transport inside and its tag. */
import { createCipheriv, createDecipheriv } from 'node:crypto'

export const obfuscationHeaderLength = 64

export interface Obfuscation {
  /** The inner transport's tag, as its first four bytes. */
  readonly tag: number
  decrypt(data: Buffer): Buffer
  encrypt(data: Buffer): Buffer
}

export function openObfuscation(header: Buffer): Obfuscation {
  const inbound = createDecipheriv('aes-256-ctr', header.subarray(8, 40), header.subarray(40, 56))
  const reversed = Buffer.from(header.subarray(8, 56)).reverse()
  const outbound = createCipheriv('aes-256-ctr', reversed.subarray(0, 32), reversed.subarray(32, 48))
  return {
    tag: inbound.update(header).readUInt32LE(56),
    decrypt: (data) => inbound.update(data),
    encrypt: (data) => outbound.update(data),
  }
}
