/** Which of a client's messages came already, and what became of them: bounded, the oldest forgotten first. */
import { BoundedMap } from '../bounded-map.js'

export type Fate = 'handled' | 'running' | 'answered' | 'failed'

const kept = 8192

export class ReceivedMessages {
  readonly #fates = new BoundedMap<bigint, Fate>(kept)

  fateOf(id: bigint): Fate | null {
    return this.#fates.get(id) ?? null
  }

  record(id: bigint, fate: Fate): void {
    this.#fates.set(id, fate)
  }

  /** The message may come again and be handled as new. */
  forget(id: bigint): void {
    this.#fates.delete(id)
  }
}
