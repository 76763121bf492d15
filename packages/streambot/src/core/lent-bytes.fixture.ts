/** Lent bytes whose release is counted, for tests of those who have to give them back. */
import type { LentBytes } from './lent-bytes.js'

export function lend(bytes: Uint8Array, onRelease: () => void = () => {}): LentBytes & { readonly servedBy: string } {
  return { bytes, servedBy: 'a bot', release: onRelease }
}
