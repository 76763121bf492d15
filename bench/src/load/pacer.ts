/** The clock of slow readers: wakes each one when it may read again. One timer for all of them. */

const TICK_MS = 50

export interface Paced {
  /** Reads again if its time has come. */
  tick(nowMs: number): void
}

export class Pacer {
  readonly #paced = new Set<Paced>()
  #timer: NodeJS.Timeout | null = null

  add(paced: Paced): void {
    this.#paced.add(paced)
    this.#timer ??= setInterval(() => {
      const now = performance.now()
      for (const one of this.#paced) one.tick(now)
    }, TICK_MS)
  }

  remove(paced: Paced): void {
    this.#paced.delete(paced)
    if (this.#paced.size > 0 || !this.#timer) return
    clearInterval(this.#timer)
    this.#timer = null
  }
}
