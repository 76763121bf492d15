/**
 * Bytes that left, by month and by owner of the link. Reports add up; each has a number of its own, so that one sent again after an
 * answer was lost is counted once.
 */
import type { Month } from '../core/month.js'

export interface BandwidthReport {
  /** Who reports: made up at each start of an instance. At most 64 letters, digits and dashes. */
  readonly reporter: string
  /** Rises with each report of one reporter, who waits for one to be added before the next. */
  readonly sequence: number
  readonly month: Month
  /** Owner of the links → bytes. At most 1,000 entries. */
  readonly bytesByUser: ReadonlyMap<number, number>
}

export interface BandwidthTotals {
  readonly serviceBytes: number
  /** Of those asked for; 0 for whom nothing is known. */
  readonly bytesByUser: ReadonlyMap<number, number>
}

/** @throws StreamBotError store_unavailable, from every verb */
export interface BandwidthStore {
  /** Durable when resolved. A report that was added before changes nothing. @returns what stands then for the month and the report's users */
  add(report: BandwidthReport): Promise<BandwidthTotals>
  totals(month: Month, userIds: readonly number[]): Promise<BandwidthTotals>
  /** Forgets months before. @returns how many records */
  prune(beforeMonth: Month): Promise<number>
}
