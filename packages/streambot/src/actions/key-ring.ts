/**
 * The keys that sign links, as this instance knows them. Another instance or the command line may add one at any time: it is asked for when
 * a token names a key that is not known, and every half minute. With the database away the keys of last time serve.
 */
import { StreamBotError } from '../core/errors.js'
import { createLinkKey, keyIdOf, verifyLinkToken } from '../core/link-token.js'
import type { LinkClaims, LinkKey } from '../core/link.js'
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
  /** What could not be done, and changes nothing for now. */
  readonly onTrouble: (error: unknown) => void
}

export class KeyRing implements Disposable {
  #keys: readonly LinkKey[] = []
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

  /** null for whatever is no token made with one of the keys. @throws StreamBotError store_unavailable while no key is known */
  async verify(token: string): Promise<LinkClaims | null> {
    const keyId = keyIdOf(token)
    if (keyId === null) return null
    if (!this.#keys.some((key) => key.id === keyId)) await this.#refreshNow()
    if (this.#keys.length === 0) throw new StreamBotError('store_unavailable', 'There is no key to verify links with')
    return verifyLinkToken(this.#keys, token)
  }

  /** The key that a token names; null: retired, or none that was ever known here. */
  keyOf(token: string): LinkKey | null {
    const keyId = keyIdOf(token)
    return this.#keys.find((key) => key.id === keyId) ?? null
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  async #refreshNow(): Promise<void> {
    if (this.deps.clock.now() - this.#refreshedAtMs >= MIN_BETWEEN_MS) await this.#refresh()
  }

  #refresh(): Promise<void> {
    return (this.#refreshing ??= this.#read().finally(() => (this.#refreshing = null)))
  }

  async #read(): Promise<void> {
    const { clock, randomness, keys, backup, onTrouble } = this.deps
    this.#refreshedAtMs = clock.now()
    try {
      const known = this.#keys
      this.#keys = await keys.addFirst(createLinkKey(0, randomness, clock.now()))
      if (!areSame(known, this.#keys)) await backup.write(this.#keys)
    } catch (error) {
      onTrouble(error)
    }
  }
}

function areSame(some: readonly LinkKey[], others: readonly LinkKey[]): boolean {
  return some.length === others.length && some.every((key, i) => key.id === others[i]?.id)
}
