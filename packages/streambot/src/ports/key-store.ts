/** Keys that sign link tokens, shared by all instances. */
import type { LinkKey } from '../core/link.js'

export interface KeyStore {
  /** All keys not retired, newest last. */
  all(): Promise<LinkKey[]>
  /** Adds `key` only while there is none yet, and returns all keys: two instances starting at once agree on one. */
  addFirst(key: LinkKey): Promise<LinkKey[]>
}
