/**
 * Whoever changes the same documents in this process does it in turn: compare-and-set then loses against other instances only. Turns
 * of all keys are taken in one step, so nobody waits in a circle.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  async take<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const turn = Promise.allSettled(keys.map((key) => this.#last.get(key) ?? Promise.resolve())).then(work)
    for (const key of keys) this.#last.set(key, turn)
    try {
      return await turn
    } finally {
      for (const key of keys) if (this.#last.get(key) === turn) this.#last.delete(key)
    }
  }

  /** Keys that somebody waits for or works on. */
  get size(): number {
    return this.#last.size
  }
}
