/** A map that forgets its oldest entries rather than grow without end. A value that takes another's place is as old as that one. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  constructor(private readonly maxEntries: number) {
    super()
  }

  override set(key: Key, value: Value): this {
    super.set(key, value)
    for (const oldest of this.keys()) {
      if (this.size <= this.maxEntries) break
      this.delete(oldest)
    }
    return this
  }
}
