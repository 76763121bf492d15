/**
 * Where a bot is in its updates, written down where the next holder of its lease finds it. Only the newest place of each key is worth writing, and a
 * place that is lost in a crash makes Telegram send again what was answered, which is known by its name.
 */
import type { BotLease, UpdatePlace } from '../core/bot-lease.js'
import { hasCode } from '../core/errors.js'
import { MAX_PLACES, MAX_PLACES_AT_ONCE, type BotLeaseStore } from '../ports/bot-lease-store.js'
import type { SteadyTime } from '../ports/clock.js'
import type { UpdatePlaces } from '../ports/update-places.js'

/** Updates come in bursts: those of a moment are one call. */
const GATHER_MS = 100
const RETRY_MS = 1000

export interface SharedUpdatePlacesDeps {
  readonly leases: BotLeaseStore
  readonly botId: number
  /** Of this instance; null: it has none, and what it notes is of no use. */
  readonly lease: () => BotLease | null
  readonly time: SteadyTime
  readonly onTrouble: (error: unknown) => void
}

export class SharedUpdatePlaces implements UpdatePlaces, AsyncDisposable {
  readonly #stopping = new AbortController()
  readonly #waiting = new Map<string, UpdatePlace>()
  #work: Promise<void> | null = null

  constructor(private readonly deps: SharedUpdatePlacesDeps) {}

  async load(): Promise<readonly UpdatePlace[]> {
    try {
      return await this.deps.leases.places(this.deps.botId)
    } catch (error) {
      // Whoever answers people without the lease goes on where it was itself; whoever has it would pass over what another one has not dealt with.
      if (this.deps.lease() === null && hasCode(error, 'store_unavailable')) return []
      throw error
    }
  }

  note(place: UpdatePlace): void {
    this.#waiting.delete(place.key)
    this.#waiting.set(place.key, place)
    const [oldest] = this.#waiting.keys()
    if (this.#waiting.size > MAX_PLACES && oldest !== undefined) this.#waiting.delete(oldest)
    if (!this.#stopping.signal.aborted) this.#work ??= this.#workOff()
  }

  /** Writes all that waits, unless the database takes nothing. Call while the lease is held. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('The server stops'))
    await this.#work
    for (let isTaken = true; isTaken && this.#waiting.size > 0;) isTaken = await this.#write()
  }

  /** Never rejects. */
  async #workOff(): Promise<void> {
    const { signal } = this.#stopping
    let pauseMs = GATHER_MS
    while (this.#waiting.size > 0) {
      await this.deps.time.wait(pauseMs, signal).catch(() => {})
      if (signal.aborted) break
      pauseMs = (await this.#write()) ? GATHER_MS : RETRY_MS
    }
    this.#work = null
  }

  /** @returns false when the database takes nothing right now */
  async #write(): Promise<boolean> {
    const lease = this.deps.lease()
    const places = [...this.#waiting.values()].slice(0, MAX_PLACES_AT_ONCE)
    try {
      // Where they are refused, whoever holds the lease now knows better.
      if (lease) await this.deps.leases.writePlaces(lease, places)
      for (const place of places) if (this.#waiting.get(place.key) === place) this.#waiting.delete(place.key)
      return true
    } catch (error) {
      if (!hasCode(error, 'store_unavailable')) this.deps.onTrouble(error)
      return false
    }
  }
}
