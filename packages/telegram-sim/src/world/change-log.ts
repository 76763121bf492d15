/**
 * An ordered log of changes under a growing counter (pts or qts), so that a client that was away can ask for
 * what it missed. Bounded: whoever was away for longer than the log remembers is told so.
 */
export interface LoggedChange<Change> {
  readonly change: Change
  /** The counter after this change. */
  readonly pts: number
  /** How far the change moved the counter: one per message. */
  readonly ptsCount: number
}

export class ChangeLog<Change> {
  readonly #limit: number
  #entries: LoggedChange<Change>[] = []
  #pts = 1
  /** The counter before the oldest entry kept. */
  #floor = 1

  constructor(limit: number) {
    this.#limit = limit
  }

  get pts(): number {
    return this.#pts
  }

  record(change: Change, ptsCount = 1): LoggedChange<Change> {
    this.#pts += ptsCount
    const entry = { change, pts: this.#pts, ptsCount }
    this.#entries.push(entry)
    // Trimmed in halves, so that a long-lived log costs amortised constant time.
    if (this.#entries.length > this.#limit * 2) {
      const dropped = this.#entries.length - this.#limit
      this.#floor = this.#entries[dropped - 1]?.pts ?? this.#floor
      this.#entries = this.#entries.slice(dropped)
    }
    return entry
  }

  /** What came after `pts`, oldest first, or null when the log no longer reaches back that far. */
  since(pts: number): LoggedChange<Change>[] | null {
    if (pts < this.#floor) return null
    const first = this.#entries.findIndex((entry) => entry.pts > pts)
    const missed = first < 0 ? [] : this.#entries.slice(first)
    return missed.length > this.#limit ? null : missed
  }
}
