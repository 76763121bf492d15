/**
 * What the store says was used in one month, as far as this instance has heard. Totals only grow, so of two answers the larger is the
 * later one, in whatever order they come in.
 */
import { endOfMonthMs, startOfMonthMs, type Month } from '../core/month.js'
import { RecentMap } from '../core/recent-map.js'
import type { User } from '../core/user.js'
import type { BandwidthTotals } from '../ports/bandwidth-store.js'

/** The one used longest ago is forgotten, and asked for anew when it is used again. */
const MAX_OWNERS = 10_000

/** Whose bytes are counted together: an owner, or the whole service. */
export class Account {
  storedBytes = 0
  /** null: not known, or never seen; such a one is as everybody. */
  user: User | null = null
  readAtMs = -Infinity
  /** A question to the store that is on its way. */
  reading: Promise<void> | null = null
  /** Has been told. */
  isUsedUp = false

  learn(storedBytes: number): void {
    this.storedBytes = Math.max(this.storedBytes, storedBytes)
  }
}

export class MonthTotals {
  readonly startMs: number
  readonly endMs: number
  readonly service = new Account()
  readonly #owners = new RecentMap<number, Account>(MAX_OWNERS)

  constructor(readonly month: Month) {
    this.startMs = startOfMonthMs(month)
    this.endMs = endOfMonthMs(month)
  }

  /** @param ownerId null: the whole service's */
  account(ownerId: number | null): Account {
    if (ownerId === null) return this.service
    const known = this.#owners.get(ownerId)
    if (known) return known
    const account = new Account()
    this.#owners.set(ownerId, account)
    return account
  }

  learn(totals: BandwidthTotals): void {
    this.service.learn(totals.serviceBytes)
    for (const [ownerId, bytes] of totals.bytesByUser) this.#owners.peek(ownerId)?.learn(bytes)
  }
}
