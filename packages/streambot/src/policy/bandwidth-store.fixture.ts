/** A bandwidth store in memory that fails when told, for tests of those who report to it. */
import { StreamBotError } from '../core/errors.js'
import type { Month } from '../core/month.js'
import type { BandwidthReport, BandwidthStore, BandwidthTotals } from '../ports/bandwidth-store.js'

/** `lost`: nothing was done. `unheard`: it was done, and the answer was lost. */
export type Fate = 'fine' | 'lost' | 'unheard'

export class FakeBandwidthStore implements Pick<BandwidthStore, 'add' | 'totals'> {
  readonly months = new Map<Month, Map<number, number>>()
  readonly sequences = new Map<string, number>()
  readonly added: BandwidthReport[] = []
  /** Of the next calls; all that follow are fine. */
  fates: Fate[] = []
  /** Every call, while it is away. */
  isAway = false
  reads = 0

  async add(report: BandwidthReport): Promise<BandwidthTotals> {
    const fate = await this.#meet()
    if ((this.sequences.get(report.reporter) ?? 0) < report.sequence) {
      this.sequences.set(report.reporter, report.sequence)
      this.added.push(report)
      for (const [userId, bytes] of report.bytesByUser) this.give(report.month, userId, bytes)
    }
    if (fate === 'unheard') throw away()
    return this.#totals(report.month, [...report.bytesByUser.keys()])
  }

  async totals(month: Month, userIds: readonly number[]): Promise<BandwidthTotals> {
    this.reads++
    if ((await this.#meet()) === 'unheard') throw away()
    return this.#totals(month, userIds)
  }

  /** What another instance reported. */
  give(month: Month, userId: number, bytes: number): void {
    const users = this.months.get(month) ?? new Map<number, number>()
    this.months.set(month, users.set(userId, (users.get(userId) ?? 0) + bytes))
  }

  async #meet(): Promise<Fate> {
    await Promise.resolve()
    const fate = this.isAway ? 'lost' : (this.fates.shift() ?? 'fine')
    if (fate === 'lost') throw away()
    return fate
  }

  #totals(month: Month, userIds: readonly number[]): BandwidthTotals {
    const users = this.months.get(month) ?? new Map<number, number>()
    return {
      serviceBytes: [...users.values()].reduce((sum, bytes) => sum + bytes, 0),
      bytesByUser: new Map(userIds.map((userId) => [userId, users.get(userId) ?? 0])),
    }
  }
}

function away(): StreamBotError {
  return new StreamBotError('store_unavailable', 'away')
}
