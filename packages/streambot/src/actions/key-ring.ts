/**
 * The keys that sign links, as this instance knows them. Another instance or the command line may add one at any time: it is asked for when
 * a token names a key that is not known, and every half minute. With the database away the keys of last time serve.
 */
import { keyIdOfBatch, verifyBatchToken } from '../core/batch-token.js'
import type { BatchClaims } from '../core/batch.js'
import { hasCode, StreamBotError } from '../core/errors.js'
import { createLinkKey, keyIdOf, verifyLinkToken } from '../core/link-token.js'
import type { LinkClaims, LinkKey } from '../core/link.js'
import { keyIdOfLoginCode, verifyLoginCode, type LoginClaims } from '../core/login-code.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { KeyBackup } from '../ports/key-backup.js'
import type { KeyStore } from '../ports/key-store.js'

const REFRESH_MS = 30_000
/** Made-up tokens name unknown keys as well; they must not become questions to the database. */
const MIN_BETWEEN_MS = 5_000

export interface KeyRingDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly keys: Pick<KeyStore, 'addFirst'>
  readonly backup: KeyBackup
  /** What could not be done, but that the database is away; it changes nothing for now. */
  readonly onTrouble: (error: unknown) => void
}

export class KeyRing implements Disposable {
  #keys: readonly LinkKey[] = []
  /** What the backup holds, as far as this process has written it. */
  #backedUp: readonly LinkKey[] = []
  /** The database was asked last and did not answer. */
  #isOutOfDate = false
  #refreshing: Promise<void> | null = null
  #refreshedAtMs = -Infinity
  readonly #timer: NodeJS.Timeout

  private constructor(private readonly deps: KeyRingDeps) {
    this.#timer = setInterval(() => void this.#refresh(), REFRESH_MS).unref()
  }

  /** Makes the first key where there is none. */
  static async open(deps: KeyRingDeps): Promise<KeyRing> {
    const ring = new KeyRing(deps)
    await ring.#refresh()
    if (ring.#keys.length === 0) ring.#keys = await deps.backup.read()
    return ring
  }

  /** The newest. @throws StreamBotError store_unavailable while no key is known */
  get signing(): LinkKey {
    const key = this.#keys.at(-1)
    if (!key) throw new StreamBotError('store_unavailable', 'There is no key to sign links with')
    return key
  }

  /** null for whatever is no token made with one of the keys. @throws StreamBotError store_unavailable while nobody can tell */
  async verify(token: string): Promise<LinkClaims | null> {
    await this.#look(keyIdOf(token))
    return verifyLinkToken(this.#keys, token)
  }

  /** The same for the token of a batch. */
  async verifyBatch(token: string): Promise<BatchClaims | null> {
    await this.#look(keyIdOfBatch(token))
    return verifyBatchToken(this.#keys, token)
  }

  /** The same for a code that lets an admin into the dashboard; also for one that is over. */
  async verifyLogin(code: string): Promise<LoginClaims | null> {
    await this.#look(keyIdOfLoginCode(code))
    return verifyLoginCode(this.#keys, code)
  }

  /** The key that a token names; null: retired, or none that was ever known here. */
  keyOf(token: string): LinkKey | null {
    const keyId = keyIdOf(token)
    return keyId === null ? null : this.key(keyId)
  }

  /** null: retired, or none that was ever known here. */
  key(id: number): LinkKey | null {
    return this.#keys.find((key) => key.id === id) ?? null
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  /** @param keyId null: what names it looks like no token, and nobody is asked */
  async #look(keyId: number | null): Promise<void> {
    if (keyId === null) return
    if (!this.#knows(keyId)) await this.#refreshNow()
    // Nobody can say that there is no such link while nobody can say whether there is such a key.
    if (!this.#knows(keyId) && this.#isOutOfDate) {
      throw new StreamBotError('store_unavailable', `Key ${keyId} is not known, and the database does not answer`)
    }
  }

  #knows(keyId: number): boolean {
    return this.#keys.some((key) => key.id === keyId)
  }

  async #refreshNow(): Promise<void> {
    if (this.#refreshing) await this.#refreshing
    else if (this.deps.clock.now() - this.#refreshedAtMs >= MIN_BETWEEN_MS) await this.#refresh()
  }

  #refresh(): Promise<void> {
    return (this.#refreshing ??= this.#read().finally(() => (this.#refreshing = null)))
  }

  async #read(): Promise<void> {
    const { clock, randomness, keys, backup, onTrouble } = this.deps
    this.#refreshedAtMs = clock.now()
    try {
      this.#keys = await keys.addFirst(createLinkKey(0, randomness, clock.now()))
      this.#isOutOfDate = false
      if (areSame(this.#backedUp, this.#keys)) return
      await backup.write(this.#keys)
      this.#backedUp = this.#keys
    } catch (error) {
      if (hasCode(error, 'store_unavailable')) this.#isOutOfDate = true
      else onTrouble(error)
    }
  }
}

/** An id may come back with another secret. */
function areSame(some: readonly LinkKey[], others: readonly LinkKey[]): boolean {
  const isSame = (one: LinkKey, other: LinkKey | undefined) =>
    one.id === other?.id && Buffer.from(one.secret).equals(other.secret)
  return some.length === others.length && some.every((key, i) => isSame(key, others[i]))
}
