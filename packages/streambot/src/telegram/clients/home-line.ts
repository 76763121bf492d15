/**
 * Whether a client's calls can leave at once for the data centre where it is at home: there is a connection, and a key for it. The library takes
 * calls at any time and lets them wait in a queue of its own; what that makes of those that are given up meanwhile is in decisions/client-pool.md.
 */
import type { BaseTelegramClient } from '@mtcute/node'

export class HomeLine {
  #isConnected = false
  #hasKey = false
  #isAsking = false
  #ended: Error | null = null
  readonly #waiting = new Set<(error: Error | null) => void>()
  readonly #listeners: (() => void)[] = []

  constructor(private readonly mt: BaseTelegramClient['mt']) {
    const { network, onUsable, onConnecting } = mt
    const { authKeys } = mt.storage.provider
    onConnecting.add(() => {
      this.#isConnected = false
      this.#ask()
    })
    onUsable.add(() => this.#connected())
    const keep = authKeys.set.bind(authKeys)
    authKeys.set = (dcId, key) => {
      const isOfHome = dcId === network.getPrimaryDcId()
      if (isOfHome) this.#hasKey = false
      // Where it cannot be kept, the library makes another one over a new connection.
      const kept = keep(dcId, key)
      // The library is ready once it has told everybody of the key.
      if (isOfHome) queueMicrotask(() => this.#keyIs(key))
      return kept
    }
  }

  get isOpen(): boolean {
    return this.#isConnected && this.#hasKey
  }

  /** Told each time a connection or a key is there anew, and nothing is missing. */
  onOpen(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Resolves at once where it is open. @throws the signal's reason; Error of `end` */
  async opened(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    if (this.#ended) throw this.#ended
    if (this.isOpen) return
    await new Promise<void>((resolve, reject) => {
      const settle = (error: Error | null) => {
        this.#waiting.delete(settle)
        signal?.removeEventListener('abort', giveUp)
        if (error) reject(error)
        else resolve()
      }
      const giveUp = () => settle(signal?.reason as Error)
      this.#waiting.add(settle)
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** Those who wait for it to open. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** For good. */
  end(reason: Error): void {
    this.#ended = reason
    this.#isConnected = false
    this.#settle(reason)
  }

  /** Where the library moves to a data centre that it is connected to already it tells nobody; but what is answered came over a connection. */
  #ask(): void {
    if (this.#isAsking) return
    this.#isAsking = true
    const answered = this.mt.call({ _: 'help.getNearestDc' }).then(() => {
      if (!this.isOpen) this.#connected()
    })
    void answered.catch(() => {}).finally(() => (this.#isAsking = false))
  }

  #connected(): void {
    if (this.#ended) return
    this.#isConnected = true
    const { network, storage } = this.mt
    const kept = Promise.resolve(storage.provider.authKeys.get(network.getPrimaryDcId()))
    void kept.then((key) => this.#keyIs(key)).catch(() => {})
  }

  #keyIs(key: Uint8Array | null): void {
    this.#hasKey = key !== null
    if (!this.isOpen) return
    this.#settle(null)
    for (const tell of this.#listeners) tell()
  }

  #settle(error: Error | null): void {
    for (const settle of [...this.#waiting]) settle(error)
  }
}
