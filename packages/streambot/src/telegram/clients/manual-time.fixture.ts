/** A clock and timers that move only when told, for tests of anything timed. */
import type { Clock } from '../../ports/clock.js'
import type { Timers } from './timers.js'

export class ManualTime implements Clock, Timers {
  readonly #timers = new Set<{ readonly atMs: number; readonly act: () => void }>()
  #nowMs = 1_800_000_000_000

  now(): number {
    return this.#nowMs
  }

  get timersLeft(): number {
    return this.#timers.size
  }

  after(delayMs: number, act: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, act }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Runs what falls due, in order, each at its own time, and lets what that set going come to rest. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs
    await settled()
    for (;;) {
      const [due] = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)
      if (!due) break
      this.#timers.delete(due)
      this.#nowMs = due.atMs
      due.act()
      await settled()
    }
    this.#nowMs = endMs
  }
}

/** Everything that waits for nothing but promises has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
