/**
 * Does a thing again and again: so long after each success, later after each failure, never twice at a time, and not at all while nobody looks or
 * the server is away. `wake` makes up for that.
 */
import { backoffMs } from '../api/backoff.js'

export interface RepeatOptions {
  readonly run: (signal: AbortSignal) => Promise<boolean>
  /** null: once, and again after a failure when it is woken. */
  readonly everyMs: number | null
  readonly mayRun: () => boolean
  readonly random: () => number
}

export class Repeat {
  #stop = new AbortController()
  #timer: ReturnType<typeof setTimeout> | null = null
  #failures = 0
  #isRunning = false
  #isEnded = false

  constructor(private readonly options: RepeatOptions) {}

  /** At once; what is under way is given up. */
  restart(): void {
    if (this.#isEnded) return
    this.#stop.abort()
    this.#isRunning = false
    void this.#round()
  }

  /** It may be time: the page is seen again, or the server is back. */
  wake(): void {
    const isDue = this.options.everyMs !== null || this.#failures > 0
    if (this.#isEnded || this.#isRunning || !isDue) return
    void this.#round()
  }

  end(): void {
    this.#isEnded = true
    this.#stop.abort()
    this.#clear()
  }

  async #round(): Promise<void> {
    this.#clear()
    if (!this.options.mayRun()) {
      // Whoever is woken knows that this is still to be done.
      this.#failures = Math.max(1, this.#failures)
      return
    }
    const stop = (this.#stop = new AbortController())
    this.#isRunning = true
    const isDone = await this.options.run(stop.signal)
    if (stop.signal.aborted) return
    this.#isRunning = false
    this.#failures = isDone ? 0 : this.#failures + 1
    const waitMs = isDone ? this.options.everyMs : backoffMs(this.#failures, this.options.random())
    if (waitMs === null || (!isDone && this.options.everyMs === null)) return
    this.#timer = setTimeout(() => void this.#round(), Math.max(waitMs, this.options.everyMs ?? 0))
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
