/**
 * The people beyond a broadcast's cursor who were asked or passed over, in order. The cursor may move to before the first of whom it is not
 * known yet whether they got it; a crash asks everybody beyond it again, so there are never many.
 */
import type { BroadcastStep } from '../core/broadcast.js'

export type Settled = 'sent' | 'unreachable' | 'failed'
type Counts = Record<Settled, number>

/** One person who is asked, or any number who are not. */
interface Place {
  /** Of the last of them. */
  userId: number
  readonly isAsked: boolean
  isSettled: boolean
  /** Part of a step: nobody joins it any more. */
  isClosed: boolean
  readonly counts: Counts
}

export interface NextStep {
  readonly step: BroadcastStep
  /** The cursor has moved there. */
  readonly take: () => void
}

export class BroadcastWindow {
  readonly #places: Place[] = []

  get isEmpty(): boolean {
    return this.#places.length === 0
  }

  /** How many a crash would ask again. */
  get asked(): number {
    return askedAmong(this.#places)
  }

  /** How many of them a crash would not ask again if the cursor moved now. */
  get askedAndSettled(): number {
    return askedAmong(this.#settled)
  }

  /** Everybody of whom it is known what became of them. */
  get counts(): Counts {
    return addUp(this.#places)
  }

  /** @returns what to call once it is known whether the person got it */
  ask(userId: number): (outcome: Settled) => void {
    const place = newPlace(userId, true)
    this.#places.push(place)
    return (outcome) => {
      place.isSettled = true
      place.counts[outcome]++
    }
  }

  /** Of somebody of whom it is known that they cannot be reached. */
  pass(userId: number): void {
    let place = this.#places.at(-1)
    if (!place || place.isAsked || place.isClosed) this.#places.push((place = newPlace(userId, false)))
    place.userId = userId
    place.counts.unreachable++
  }

  /** As far as the cursor may move; null: nowhere. To be taken before the next one is asked for. */
  next(): NextStep | null {
    const places = this.#settled
    const cursor = places.at(-1)?.userId
    if (cursor === undefined) return null
    for (const place of places) place.isClosed = true
    return { step: { cursor, ...addUp(places) }, take: () => void this.#places.splice(0, places.length) }
  }

  /** Counts everybody of whom it is known, also beyond where the cursor may move, and leaves them in their places. */
  drain(): Counts {
    const counts = this.counts
    for (const place of this.#places) Object.assign(place.counts, nobody())
    return counts
  }

  get #settled(): Place[] {
    const unsettled = this.#places.findIndex((place) => !place.isSettled)
    return unsettled < 0 ? [...this.#places] : this.#places.slice(0, unsettled)
  }
}

function newPlace(userId: number, isAsked: boolean): Place {
  return { userId, isAsked, isSettled: !isAsked, isClosed: false, counts: nobody() }
}

function askedAmong(places: readonly Place[]): number {
  return places.filter((place) => place.isAsked).length
}

function nobody(): Counts {
  return { sent: 0, unreachable: 0, failed: 0 }
}

function addUp(places: readonly Place[]): Counts {
  const sum = nobody()
  for (const { counts } of places) {
    sum.sent += counts.sent
    sum.unreachable += counts.unreachable
    sum.failed += counts.failed
  }
  return sum
}
