import type { AesIge, Ciphertext, SealedMessage } from './aes-ige.js'
import { chooseAesIge } from './choose.js'

export { loadFreeBuffer, mapLargeAllocations } from './allocator.js'
export type { AesIge, Ciphertext, SealedMessage }

/**
 * Chooses an implementation for this machine; the answer's `kind` and `reason` belong in the log.
 * `prefer: 'wasm'` leaves the native addon alone.
 */
export function initialiseAesIge(options: { prefer?: 'native' | 'wasm' } = {}): Promise<AesIge> {
  return chooseAesIge(options.prefer ?? 'native')
}
