/** A map that forgets what was set longest ago once it holds `capacity` entries: clients may make any number of them. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  constructor(readonly capacity: number) {
    super()
  }

  override set(key: Key, value: Value): this {
    this.delete(key)
    super.set(key, value)
    const oldest = this.size > this.capacity ? this.keys().next() : null
    if (oldest && !oldest.done) this.delete(oldest.value)
    return this
  }
}
