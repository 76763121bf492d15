import type { LinkKey } from '../../core/link.js'
import type { KeyStore } from '../../ports/key-store.js'
import type { Collections } from './collections.js'
import { newVersion } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { isDuplicateKey } from './translate-error.js'

/** @returns the keys in place of those there are; null: as they are */
type KeyChange = (keys: readonly LinkKey[]) => readonly LinkKey[] | null

export class MongoKeyStore implements KeyStore {
  constructor(
    private readonly ring: Collections['keyRing'],
    private readonly calls: MongoCalls,
  ) {}

  async all(): Promise<LinkKey[]> {
    return (await this.calls.repeatable(() => this.#read())).keys
  }

  async addFirst(key: LinkKey): Promise<LinkKey[]> {
    return (await this.#change((keys) => (keys.length === 0 ? [key] : null))).keys
  }

  async add(key: LinkKey): Promise<boolean> {
    const isTaken = (keys: readonly LinkKey[]) => keys.some(({ id }) => id === key.id)
    return (await this.#change((keys) => (isTaken(keys) ? null : [...keys, key]))).isChanged
  }

  async retire(keyId: number): Promise<boolean> {
    const others = (keys: readonly LinkKey[]) => keys.filter(({ id }) => id !== keyId)
    const change = await this.#change((keys) => {
      const left = others(keys)
      return left.length > 0 && left.length < keys.length ? left : null
    })
    return change.isChanged
  }

  /** Puts keys in place of those with their ids. */
  async restore(restored: readonly LinkKey[]): Promise<void> {
    if (restored.length === 0) return
    const ids = new Set(restored.map(({ id }) => id))
    await this.#change((keys) => [...keys.filter(({ id }) => !ids.has(id)), ...restored])
  }

  #change(change: KeyChange): Promise<{ readonly keys: LinkKey[]; readonly isChanged: boolean }> {
    return this.calls.untilWon(async () => {
      const { keys, version } = await this.#read()
      const changed = change(keys)
      if (!changed) return { keys, isChanged: false }
      return (await this.#write(changed, version)) ? { keys: inOrder(changed), isChanged: true } : null
    })
  }

  async #read(): Promise<{ readonly keys: LinkKey[]; readonly version: string | null }> {
    const ring = await this.ring.findOne({ _id: 'keys' }, { promoteBuffers: true })
    const keys = ring?.keys.map((key) => ({ ...key, secret: new Uint8Array(key.secret) })) ?? []
    return { keys: inOrder(keys), version: ring?.version ?? null }
  }

  /** @returns false when somebody else has changed them since */
  async #write(keys: readonly LinkKey[], version: string | null): Promise<boolean> {
    const change = { keys, version: newVersion() }
    if (version !== null) {
      return (await this.ring.updateOne({ _id: 'keys', version }, { $set: change })).matchedCount > 0
    }
    try {
      await this.ring.insertOne({ _id: 'keys', ...change })
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }
}

/** Newest last; of the same millisecond, by rising id. */
function inOrder(keys: readonly LinkKey[]): LinkKey[] {
  return [...keys].sort((one, other) => one.createdAtMs - other.createdAtMs || one.id - other.id)
}
