/** The authorization keys of one data centre, in memory. */
import type { Clock } from '../clock.js'
import type { NewKey } from './key-exchange.js'
import { PermanentKey, type ServerKey, TemporaryKey } from './server-key.js'

/** Beyond this many, one goes for each that comes: an expired one, else one nobody logged in with, else the oldest. */
const keyLimit = 20_000

export class KeyStore {
  readonly #keys = new Map<string, ServerKey>()

  constructor(
    readonly dcId: number,
    readonly clock: Clock,
    /** Told of keys given up, whose sessions end with them. */
    readonly onGivenUp: (key: ServerKey) => void,
    readonly limit = keyLimit,
  ) {}

  /** False when the id is taken. */
  add({ bytes, firstSalt, expiresIn }: NewKey): boolean {
    const now = this.clock.now()
    const key =
      expiresIn === null
        ? new PermanentKey(this.dcId, bytes, firstSalt, now)
        : new TemporaryKey(bytes, firstSalt, now, now + expiresIn * 1000)
    if (this.#keys.has(key.id)) return false
    this.#keys.set(key.id, key)
    if (this.#keys.size > this.limit) this.#makeRoom(key)
    return true
  }

  /** Null when unknown or expired. */
  find(id: string): ServerKey | null {
    const key = this.#keys.get(id)
    if (!key) return null
    if (!(key instanceof TemporaryKey) || this.clock.now() < key.expiresAt) return key
    this.#keys.delete(id)
    return null
  }

  /** Forgets a permanent key and the temporary ones bound to it. */
  forget(key: PermanentKey): void {
    for (const each of this.#keys.values()) if (each.permanent === key) this.#keys.delete(each.id)
  }

  permanentKeys(): PermanentKey[] {
    return [...this.#keys.values()].filter((key) => key instanceof PermanentKey)
  }

  #makeRoom(newest: ServerKey): void {
    const others = [...this.#keys.values()].filter((key) => key !== newest)
    const leaving =
      others.find((key) => key instanceof TemporaryKey && this.clock.now() >= key.expiresAt) ??
      others.find((key) => (key.permanent?.accountId ?? null) === null) ??
      others[0]
    if (!leaving) return
    if (leaving instanceof PermanentKey) this.forget(leaving)
    else this.#keys.delete(leaving.id)
    this.onGivenUp(leaving)
  }
}
