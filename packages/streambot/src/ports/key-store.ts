/** Keys that sign link tokens, shared by all instances. */
import type { LinkKey } from '../core/link.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface KeyStore {
  /** All keys not retired, newest last: of the same millisecond, by rising id. */
  all(): Promise<LinkKey[]>
  /** Durable when resolved. Adds `key` only while there is none yet, and returns all keys: two instances starting at once agree on one. */
  addFirst(key: LinkKey): Promise<LinkKey[]>
  /** Durable when resolved. @returns false, and nothing is added, when a key has this id */
  add(key: LinkKey): Promise<boolean>
  /** Its links are over, for good. @returns false when there was none, or it is the last one */
  retire(keyId: number): Promise<boolean>
}
