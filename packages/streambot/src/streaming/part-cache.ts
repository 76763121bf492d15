/** Ready parts that nobody holds, the one used longest ago first. They make room whenever the budget asks, and go after a minute. */
import type { ByteBudget } from './byte-budget.js'
import type { SharedPart } from './shared-part.js'

const UNUSED_MS = 60_000

export class PartCache {
  readonly #parts = new Set<SharedPart>()

  /** @param onDrop told of each part that has to end; it is no longer in here, and nobody pays for it */
  constructor(
    private readonly budget: ByteBudget,
    private readonly onDrop: (part: SharedPart) => void,
  ) {
    budget.onCacheTooLarge = (bytes) => this.#dropOldest(bytes)
  }

  /** @returns false when there is no room */
  add(part: SharedPart, nowMs: number): boolean {
    if (!this.budget.cache(part.charge)) return false
    part.usedAtMs = nowMs
    this.#parts.add(part)
    return true
  }

  /** Somebody holds the part again. */
  remove(part: SharedPart): void {
    this.#parts.delete(part)
  }

  drop(part: SharedPart): void {
    if (!this.#parts.delete(part)) return
    this.budget.pay(part.charge, 'nobody')
    this.onDrop(part)
  }

  dropUnused(nowMs: number): void {
    for (const part of this.#parts) {
      if (nowMs - part.usedAtMs < UNUSED_MS) return
      this.drop(part)
    }
  }

  clear(): void {
    for (const part of this.#parts) this.drop(part)
  }

  #dropOldest(bytes: number): void {
    let left = bytes
    for (const part of this.#parts) {
      if (left <= 0) return
      if (part.charge.paidBy !== 'cache') continue // being taken this very moment
      left -= part.charge.bytes
      this.drop(part)
    }
  }
}
