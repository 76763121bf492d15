/**
 * Places in the windows of uploads. Each is taken under a name, or at a moment of its own, so that giving one back twice, or one that nobody knows to
 * be taken, costs nobody else's. What cannot be given back because the database is away is owed, and given back before the next place is taken.
 */
import { hasCode } from '../core/errors.js'
import type { Clock } from '../ports/clock.js'
import type { WindowDecision, WindowStore, WindowWish } from '../ports/window-store.js'

export interface UploadPlacesDeps {
  readonly clock: Clock
  readonly windows: Pick<WindowStore, 'take' | 'giveBack'>
}

export type PlaceDecision =
  /** `giveBack`: it came to nothing. Never rejects. */
  { readonly ok: true; readonly giveBack: () => Promise<void> } | Extract<WindowDecision, { ok: false }>

interface Place {
  readonly keys: readonly string[]
  /** The moment it was taken at, or what it was taken for. */
  readonly counted: number | string
}

/** As many as the database can go away from in one moment, and then some; of more the oldest leave their windows by themselves. */
const MAX_OWED = 1000
/** A clock that was set back further is followed: windows would stand still until it had caught up. */
const MAX_AHEAD_MS = 1000

export class UploadPlaces {
  readonly #owed = new Set<Place>()
  #settling: Promise<void> | null = null
  #lastMs = -Infinity

  constructor(private readonly deps: UploadPlacesDeps) {}

  /**
   * Counts one in every window, or in none when one of them is full.
   * @param name of what asks for it, as of the window store: it gets one place, however often it asks, and whichever instance does
   * @throws StreamBotError store_unavailable
   */
  async take(wishes: readonly WindowWish[], name?: string): Promise<PlaceDecision> {
    await (this.#settling ??= this.#settle().finally(() => (this.#settling = null)))
    const atMs = this.#nextMoment()
    const place = { keys: wishes.map(({ key }) => key), counted: name ?? atMs }
    try {
      const decision = await this.deps.windows.take(wishes, atMs, name)
      return decision.ok ? { ok: true, giveBack: () => this.#giveBack(place) } : decision
    } catch (error) {
      // The answer was lost, perhaps with a place.
      this.#owe(place, error)
      throw error
    }
  }

  async #giveBack(place: Place): Promise<void> {
    try {
      await this.deps.windows.giveBack(place.keys, place.counted)
    } catch (error) {
      this.#owe(place, error)
    }
  }

  /** @param error only what passes is tried again: the windows forget by themselves */
  #owe(place: Place, error: unknown): void {
    if (!hasCode(error, 'store_unavailable')) return
    this.#owed.add(place)
    const [oldest] = this.#owed
    if (this.#owed.size > MAX_OWED && oldest) this.#owed.delete(oldest)
  }

  async #settle(): Promise<void> {
    for (const place of this.#owed) {
      await this.deps.windows.giveBack(place.keys, place.counted)
      this.#owed.delete(place)
    }
  }

  #nextMoment(): number {
    const nowMs = this.deps.clock.now()
    const nextMs = this.#lastMs + 1
    this.#lastMs = nextMs > nowMs && nextMs <= nowMs + MAX_AHEAD_MS ? nextMs : nowMs
    return this.#lastMs
  }
}
