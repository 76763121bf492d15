/**
 * What waits for a free connection. Streams take turns, however much each of them asks for; within a stream first come, first
 * served.
 */
export class FairQueue<Item extends { readonly streamId: string }> {
  /** In the order of turns: whoever had one goes to the end. */
  readonly #byStream = new Map<string, Item[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  push(item: Item): void {
    this.#insert(item, (items) => items.push(item))
  }

  /** For what had its turn already and came back. */
  pushBack(item: Item): void {
    this.#insert(item, (items) => items.unshift(item))
  }

  /** The first item, by turns, that `place` finds a place for, and that place. */
  take<Place>(place: (item: Item) => Place | null): { item: Item; place: Place } | null {
    for (const [streamId, items] of this.#byStream) {
      for (const item of items) {
        const found = place(item)
        if (found === null) continue
        this.remove(item)
        const rest = this.#byStream.get(streamId)
        if (rest) {
          this.#byStream.delete(streamId)
          this.#byStream.set(streamId, rest)
        }
        return { item, place: found }
      }
    }
    return null
  }

  remove(item: Item): boolean {
    const items = this.#byStream.get(item.streamId)
    const index = items?.indexOf(item) ?? -1
    if (!items || index < 0) return false
    items.splice(index, 1)
    this.#size--
    if (items.length === 0) this.#byStream.delete(item.streamId)
    return true
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (const items of [...this.#byStream.values()]) yield* [...items]
  }

  #insert(item: Item, insert: (items: Item[]) => void): void {
    let items = this.#byStream.get(item.streamId)
    if (!items) this.#byStream.set(item.streamId, (items = []))
    insert(items)
    this.#size++
  }
}
