/** Which of a client's messages came already, and what became of them: bounded, the oldest forgotten first. */
export type Fate = 'handled' | 'running' | 'answered' | 'failed'

const limit = 8192

export class ReceivedMessages {
  readonly #fates = new Map<bigint, Fate>()

  fateOf(id: bigint): Fate | null {
    return this.#fates.get(id) ?? null
  }

  record(id: bigint, fate: Fate): void {
    this.#fates.set(id, fate)
    if (this.#fates.size <= limit) return
    for (const oldest of this.#fates.keys()) {
      this.#fates.delete(oldest)
      break
    }
  }

  /** The message may come again and be handled as new. */
  forget(id: bigint): void {
    this.#fates.delete(id)
  }
}
