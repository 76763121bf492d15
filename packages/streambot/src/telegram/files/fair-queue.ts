/**
 * What waits for a free connection. Streams are equal by bytes, not by parts: next is whoever has been given least since it began to wait (start-time fair
 * queueing: Goyal, Vin and Cheng 1996), so that one that asks for small pieces gets as much as one that asks for whole MiBs. Within a stream first come,
 * first served.
 */
export interface Queued {
  readonly streamId: string
  readonly lengthBytes: number
}

interface Waiting<Item> {
  readonly streamId: string
  readonly items: Item[]
  /** What it has been given by now, on the common scale. */
  givenBytes: number
  /** Nothing is known of it from before. */
  isNew: boolean
}

/** So many are remembered before any is forgotten. */
const MIN_REMEMBERED = 64

export class FairQueue<Item extends Queued> {
  /** By what they have been given, the least first; on ties whoever came first. */
  readonly #waiting: Waiting<Item>[] = []
  readonly #byStream = new Map<string, Waiting<Item>>()
  /** Of those that wait for nothing now, but were given about as much as others, or more: they come back with that. */
  readonly #ahead = new Map<string, number>()
  #forgetAt = MIN_REMEMBERED
  #size = 0
  /** What whoever was served last had been given before. */
  #clockBytes = 0
  /**
   * Where those begin of whom nothing is known: behind what others of them were given already. Were each equal to whoever was given least, ever new ones
   * that ask for one part would leave nothing to those that stay.
   */
  #entryBytes = 0
  /** Of one item, ever. */
  #largestBytes = 0

  get size(): number {
    return this.#size
  }

  /** Streams it knows something of that wait for nothing. */
  get remembered(): number {
    return this.#ahead.size
  }

  push(item: Item): void {
    this.#insert(item, (items) => items.push(item))
  }

  /** For what had its turn already and came back. */
  pushBack(item: Item): void {
    this.#insert(item, (items) => items.unshift(item))
  }

  /** The first item, of whoever has been given least, that `place` finds a place for, and that place. */
  take<Place>(place: (item: Item) => Place | null): { item: Item; place: Place } | null {
    for (const waiting of this.#waiting) {
      for (const item of waiting.items) {
        const found = place(item)
        if (found === null) continue
        this.#clockBytes = Math.max(this.#clockBytes, waiting.givenBytes)
        this.remove(item)
        this.#gave(waiting, item.lengthBytes)
        return { item, place: found }
      }
    }
    return null
  }

  remove(item: Item): boolean {
    const waiting = this.#byStream.get(item.streamId)
    const index = waiting?.items.indexOf(item) ?? -1
    if (!waiting || index < 0) return false
    waiting.items.splice(index, 1)
    this.#size--
    if (waiting.items.length === 0) this.#leave(waiting)
    return true
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (const { items } of [...this.#waiting]) yield* [...items]
  }

  #insert(item: Item, insert: (items: Item[]) => void): void {
    let waiting = this.#byStream.get(item.streamId)
    if (!waiting) {
      const before = this.#ahead.get(item.streamId)
      const givenBytes = Math.max(before ?? this.#entryBytes, this.#clockBytes)
      this.#ahead.delete(item.streamId)
      waiting = { streamId: item.streamId, items: [], givenBytes, isNew: before === undefined }
      this.#byStream.set(item.streamId, waiting)
      this.#sortIn(waiting)
    }
    insert(waiting.items)
    this.#size++
  }

  #gave(waiting: Waiting<Item>, bytes: number): void {
    waiting.givenBytes += bytes
    this.#largestBytes = Math.max(this.#largestBytes, bytes)
    if (waiting.isNew) this.#entryBytes = Math.max(this.#entryBytes, waiting.givenBytes)
    waiting.isNew = false
    if (this.#size === 0) return this.#makeEqual(waiting.givenBytes)
    if (this.#byStream.get(waiting.streamId) !== waiting) return this.#remember(waiting)
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
    this.#sortIn(waiting)
  }

  /** Everybody has what they asked for. */
  #makeEqual(mostBytes: number): void {
    this.#clockBytes = mostBytes
    for (const bytes of this.#ahead.values()) this.#clockBytes = Math.max(this.#clockBytes, bytes)
    this.#ahead.clear()
    this.#forgetAt = MIN_REMEMBERED
  }

  #leave(waiting: Waiting<Item>): void {
    this.#byStream.delete(waiting.streamId)
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
    this.#remember(waiting)
  }

  /** Those whom the others have left behind are forgotten. */
  #remember({ streamId, givenBytes }: Waiting<Item>): void {
    this.#ahead.set(streamId, givenBytes)
    if (this.#ahead.size < this.#forgetAt) return
    for (const [id, bytes] of this.#ahead) if (bytes <= this.#clockBytes - this.#largestBytes) this.#ahead.delete(id)
    // As many again before the next look at all of them.
    this.#forgetAt = 2 * this.#ahead.size + MIN_REMEMBERED
  }

  #sortIn(waiting: Waiting<Item>): void {
    let from = 0
    let to = this.#waiting.length
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.#waiting[middle]?.givenBytes ?? 0) <= waiting.givenBytes) from = middle + 1
      else to = middle
    }
    this.#waiting.splice(from, 0, waiting)
  }
}
