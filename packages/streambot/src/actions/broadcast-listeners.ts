/** Who is told how far a broadcast is: every two seconds while it goes on, and once when it has ended. */
import type { SteadyTime } from '../ports/clock.js'
import type { BroadcastProgress } from './broadcast-run.js'

const REPORT_EVERY_MS = 2000

export type ProgressListener = (progress: BroadcastProgress) => void

export class BroadcastListeners {
  readonly #listeners = new Set<ProgressListener>()

  constructor(
    private readonly time: SteadyTime,
    /** One that fails keeps nobody else from being told. */
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** @returns what ends it */
  add(listener: ProgressListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(progress: BroadcastProgress): void {
    for (const listener of this.#listeners) {
      try {
        listener(progress)
      } catch (error) {
        this.onTrouble(error)
      }
    }
  }

  /** While `act` goes on. @returns what it does */
  async during<T>(progress: () => BroadcastProgress, act: () => Promise<T>): Promise<T> {
    const over = new AbortController()
    void this.#repeat(progress, over.signal)
    try {
      return await act()
    } finally {
      over.abort(new Error('It is over'))
    }
  }

  async #repeat(progress: () => BroadcastProgress, signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await this.time.wait(REPORT_EVERY_MS, signal)
        this.tell(progress())
      }
    } catch {
      // It is over, and how is told by whoever knows.
    }
  }
}
