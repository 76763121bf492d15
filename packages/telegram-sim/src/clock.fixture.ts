/** A clock that moves only when told, for tests of anything timed. */
import type { Clock } from './clock.js'

export class ManualClock implements Clock {
  readonly #timers = new Set<{ at: number; callback: () => void }>()
  #now: number

  constructor(start = 1_800_000_000_000) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Runs what falls due, in order, each at its own time. */
  advance(byMs: number): void {
    const end = this.#now + byMs
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers.delete(due)
      this.#now = Math.max(this.#now, due.at)
      due.callback()
    }
    this.#now = end
  }
}
