/**
 * How far a bot's updates may be called handled. The library writes down where it is in the stream of updates as soon as it has read them; a
 * crash between reading and answering would lose what people wrote. Here a place is let through once everything received before it
 * is settled; until then the last one stands, and after a crash Telegram sends what came later once more.
 */

/** Of one key, places that wait. Beyond this those in the middle are passed over: the next one says more. */
const MAX_PLACES = 64

interface Place {
  /** How many had been received when the library wrote it. */
  readonly received: number
  readonly write: () => void
}

export class UpdateCheckpoint {
  #received = 0
  readonly #open = new Set<number>()
  readonly #places = new Map<string, Place[]>()

  /** @returns what to call once the update is dealt with */
  received(): () => void {
    const number = ++this.#received
    this.#open.add(number)
    return () => {
      if (this.#open.delete(number)) this.#letThrough()
    }
  }

  /** A place in the stream: `write` is called, now or later, unless a newer one of the same key overtakes it. */
  place(key: string, write: () => void): void {
    const waiting = this.#places.get(key) ?? []
    waiting.push({ received: this.#received, write })
    if (waiting.length > MAX_PLACES) waiting.splice(-2, 1)
    this.#places.set(key, waiting)
    this.#letThrough()
  }

  /** Numbers are handed out in order, and a set keeps that order. */
  get #settled(): number {
    const [oldest] = this.#open
    return oldest === undefined ? this.#received : oldest - 1
  }

  #letThrough(): void {
    const settled = this.#settled
    for (const [key, waiting] of this.#places) {
      const count = waiting.findLastIndex((place) => place.received <= settled) + 1
      const last = waiting[count - 1]
      if (!last) continue
      if (count === waiting.length) this.#places.delete(key)
      else waiting.splice(0, count)
      last.write()
    }
  }
}
