import type { LinkKey } from '../../core/link.js'
import type { KeyStore } from '../../ports/key-store.js'

/** Links made with these keys die with the process. Ids bound it: there are 256. */
export class MemoryKeyStore implements KeyStore {
  readonly keys = new Map<number, LinkKey>()

  all(): Promise<LinkKey[]> {
    const keys = [...this.keys.values()]
    return Promise.resolve(keys.sort((one, other) => one.createdAtMs - other.createdAtMs || one.id - other.id))
  }

  addFirst(key: LinkKey): Promise<LinkKey[]> {
    if (this.keys.size === 0) this.keys.set(key.id, key)
    return this.all()
  }

  add(key: LinkKey): Promise<boolean> {
    const isNew = !this.keys.has(key.id)
    if (isNew) this.keys.set(key.id, key)
    return Promise.resolve(isNew)
  }

  retire(keyId: number): Promise<boolean> {
    return Promise.resolve(this.keys.size > 1 && this.keys.delete(keyId))
  }
}
