import { RecentMap } from '../core/recent-map.js'

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
  readonly #entries: RecentMap<string | number, Entry<Value>>
  readonly #maxAgeMs: number

  constructor({ maxEntries, maxAgeMs = Infinity }: AccessMemoryLimits) {
    this.#entries = new RecentMap(maxEntries)
    this.#maxAgeMs = maxAgeMs
  }

  get size(): number {
    return this.#entries.size
  }

  /** undefined: not known, or no longer. */
  get(key: string | number, nowMs: number): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    if (nowMs - entry.setAtMs <= this.#maxAgeMs) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: string | number, value: Value, nowMs: number): void {
    this.#entries.set(key, { value, setAtMs: nowMs })
  }

  delete(key: string | number): void {
    this.#entries.delete(key)
  }
}
