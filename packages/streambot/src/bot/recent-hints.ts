/** Who was given a hint lately, and needs no second one: a person, or a group. */
import { RecentMap } from '../core/recent-map.js'

const MAX_REMEMBERED = 10_000
const AGAIN_AFTER_MS = 10 * 60_000

export class RecentHints {
  /** By the number of a person or a group. */
  readonly #givenAtMs = new RecentMap<number, number>(MAX_REMEMBERED)

  constructor(private readonly clock: { now(): number }) {}

  /** Whoever asks gives the hint. */
  isDue(id: number): boolean {
    const nowMs = this.clock.now()
    const givenAtMs = this.#givenAtMs.peek(id)
    if (givenAtMs !== undefined && nowMs - givenAtMs < AGAIN_AFTER_MS) return false
    this.#givenAtMs.set(id, nowMs)
    return true
  }
}
