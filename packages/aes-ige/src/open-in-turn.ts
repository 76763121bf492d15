/** `openMany` where the CPU offers nothing better: decrypt, then OpenSSL's SHA-256 over the two pieces as they lie. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { AesIge, SealedMessage } from './aes-ige.js'

export function openInTurn(decryptMany: AesIge['decryptMany'], messages: readonly SealedMessage[]): boolean[] {
  decryptMany(messages)
  return messages.map(({ data, prefix, digest16 }) => {
    const hash = createHash('sha256').update(prefix).update(data).digest()
    return timingSafeEqual(hash.subarray(8, 24), digest16)
  })
}
