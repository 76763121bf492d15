/**
 * Bytes that left and are not known to be stored. They wait as one number for each month and owner, however long the store is away;
 * a report that was taken out is handed out unchanged until it is settled, because nobody knows whether the store has it.
 */
import type { Month } from '../core/month.js'
import type { BandwidthReport } from '../ports/bandwidth-store.js'

/** What the store takes in one report. */
const MAX_OWNERS = 1000

export class BandwidthTally {
  /** In the order of the months' first bytes. */
  readonly #months = new Map<Month, MonthTally>()
  #pending: { readonly report: BandwidthReport; readonly totalBytes: number } | null = null
  #sequence = 0

  /** @param reporter no other tally's, ever: made up at each start */
  constructor(private readonly reporter: string) {}

  count(month: Month, ownerId: number, bytes: number): void {
    let tally = this.#months.get(month)
    if (!tally) this.#months.set(month, (tally = { totalBytes: 0, bytesByOwner: new Map() }))
    tally.totalBytes += bytes
    tally.bytesByOwner.set(ownerId, (tally.bytesByOwner.get(ownerId) ?? 0) + bytes)
  }

  /** How many reports everything counted so far makes. */
  get reportsDue(): number {
    let due = this.#pending ? 1 : 0
    for (const { bytesByOwner } of this.#months.values()) due += Math.ceil(bytesByOwner.size / MAX_OWNERS)
    return due
  }

  /** The report to be sent now: the last one again while it is not settled. null: nothing is left. */
  next(): BandwidthReport | null {
    this.#pending ??= this.#takeOut()
    return this.#pending?.report ?? null
  }

  /** The store has what `next` gave last. */
  settle(): void {
    this.#pending = null
  }

  /** Counted in the month and not known to be stored, also what a report holds that is not settled. */
  unsettledBytes(month: Month, ownerId: number): number {
    const { report } = this.#pending ?? {}
    const pending = report?.month === month ? report.bytesByUser.get(ownerId) : undefined
    return (pending ?? 0) + (this.#months.get(month)?.bytesByOwner.get(ownerId) ?? 0)
  }

  unsettledTotalBytes(month: Month): number {
    const pending = this.#pending?.report.month === month ? this.#pending.totalBytes : 0
    return pending + (this.#months.get(month)?.totalBytes ?? 0)
  }

  #takeOut(): { report: BandwidthReport; totalBytes: number } | null {
    const oldest = this.#months.entries().next()
    if (oldest.done) return null
    const [month, tally] = oldest.value
    const bytesByUser = new Map<number, number>()
    let totalBytes = 0
    for (const [ownerId, bytes] of tally.bytesByOwner) {
      if (bytesByUser.size === MAX_OWNERS) break
      bytesByUser.set(ownerId, bytes)
      tally.bytesByOwner.delete(ownerId)
      totalBytes += bytes
    }
    tally.totalBytes -= totalBytes
    if (tally.bytesByOwner.size === 0) this.#months.delete(month)
    return { report: { reporter: this.reporter, sequence: ++this.#sequence, month, bytesByUser }, totalBytes }
  }
}

interface MonthTally {
  totalBytes: number
  readonly bytesByOwner: Map<number, number>
}
