/** Whether the server is reached. Where it is not, it is tried again in ever longer steps, and whoever waits hears when it is back. */
import { backoffMs } from './backoff.js'

export interface ConnectionOptions {
  /** One small request; its outcome comes back by `heard`. */
  readonly probe: () => void
  readonly random: () => number
}

export class Connection {
  readonly #listeners = new Set<() => void>()
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly options: ConnectionOptions) {}

  get isAway(): boolean {
    return this.#failures > 0
  }

  /** @returns what ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Of each request. */
  heard(isReached: boolean): void {
    const wasAway = this.isAway
    if (isReached) {
      this.#failures = 0
      this.#clear()
    } else if (this.#timer === null) {
      this.#failures++
      this.#timer = setTimeout(() => this.retry(), backoffMs(this.#failures, this.options.random()))
    }
    if (wasAway !== this.isAway) for (const it of [...this.#listeners]) it()
  }

  /** At once: somebody asks for it, or the browser says that the network is back. */
  retry(): void {
    if (!this.isAway) return
    this.#clear()
    this.options.probe()
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
