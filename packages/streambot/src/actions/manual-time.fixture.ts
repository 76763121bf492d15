/** Time for tests of anything that waits. */
import type { SteadyTime } from '../ports/clock.js'

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Moves only from timer to timer, when told. */
export class ManualTime implements SteadyTime {
  readonly #timers = new Set<{ readonly atMs: number; readonly act: () => void }>()
  #nowMs = 1_800_000_000_000

  now(): number {
    return this.#nowMs
  }

  get timersLeft(): number {
    return this.#timers.size
  }

  wait(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      if (delayMs > LONGEST_TIMER_MS) throw new RangeError('A timer of Node would ring at once')
      const timer = { atMs: this.#nowMs + delayMs, act: () => end(resolve) }
      const abort = () => end(() => reject(signal.reason as Error))
      const end = (how: () => void) => {
        this.#timers.delete(timer)
        signal.removeEventListener('abort', abort)
        how()
      }
      signal.addEventListener('abort', abort)
      this.#timers.add(timer)
    })
  }

  /** Goes on until it is true; no longer than a million steps, or while something waits. */
  async until(isTrue: () => boolean): Promise<void> {
    for (let steps = 0; steps < 1_000_000; steps++) {
      await settled()
      if (isTrue()) return
      if (!this.#step(Infinity)) throw new Error('Nothing is waited for, and it has not become true')
    }
    throw new Error('It does not become true')
  }

  /** Everything that falls due, in order, each at its own time. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs
    do await settled()
    while (this.#step(endMs))
    this.#nowMs = endMs
  }

  /** As when the process gets no time: nothing happens before it is over. */
  stall(forMs: number): void {
    this.#nowMs += forMs
  }

  #step(endMs: number): boolean {
    let due: { readonly atMs: number; readonly act: () => void } | null = null
    for (const timer of this.#timers) if (timer.atMs <= endMs && timer.atMs < (due?.atMs ?? Infinity)) due = timer
    if (!due) return false
    this.#nowMs = Math.max(this.#nowMs, due.atMs)
    due.act()
    return true
  }
}

/** Everything that waits for nothing but promises has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
