/** Waiting for something to become true, where whoever changes anything says so. */
import { untilAborted } from '../core/until-aborted.js'

export class News {
  #told: (() => void) | null = null
  #next: Promise<void> | null = null

  /** Something may be other than before. */
  tell(): void {
    this.#told?.()
    this.#told = null
    this.#next = null
  }

  /** Looks now, and whenever there are news. Rejects when the signal aborts. */
  async until(isTrue: () => boolean, signal: AbortSignal): Promise<void> {
    while (!isTrue()) {
      this.#next ??= new Promise((resolve) => (this.#told = resolve))
      await untilAborted(this.#next, signal)
    }
  }
}
