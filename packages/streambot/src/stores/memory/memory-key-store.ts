import type { LinkKey } from '../../core/link.js'
import type { KeyStore } from '../../ports/key-store.js'

/** Links made with these keys die with the process. */
export class MemoryKeyStore implements KeyStore {
  private readonly keys: LinkKey[] = []

  all(): Promise<LinkKey[]> {
    return Promise.resolve([...this.keys])
  }

  addFirst(key: LinkKey): Promise<LinkKey[]> {
    if (this.keys.length === 0) this.keys.push(key)
    return this.all()
  }
}
