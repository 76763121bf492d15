/** What was found out lately, bounded in number and in age. When it is full, what was used longest ago makes room. */
export interface AccessMemoryLimits {
  readonly maxEntries: number
  /** Counted from the last `set`; without it nothing grows too old. */
  readonly maxAgeMs?: number
}

interface Entry<Value> {
  readonly value: Value
  readonly setAtMs: number
}

export class AccessMemory<Value> {
  /** In the order of use: a Map gives back its keys as they came. */
  readonly #entries = new Map<string | number, Entry<Value>>()

  constructor(private readonly limits: AccessMemoryLimits) {}

  get size(): number {
    return this.#entries.size
  }

  /** undefined: not known, or no longer. */
  get(key: string | number, nowMs: number): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    if (nowMs - entry.setAtMs > (this.limits.maxAgeMs ?? Infinity)) return undefined
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: string | number, value: Value, nowMs: number): void {
    this.#entries.delete(key)
    this.#entries.set(key, { value, setAtMs: nowMs })
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > this.limits.maxEntries && oldest !== undefined) this.#entries.delete(oldest)
  }

  delete(key: string | number): void {
    this.#entries.delete(key)
  }
}
