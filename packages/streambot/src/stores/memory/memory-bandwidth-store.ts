import type { Month } from '../../core/month.js'
import type { BandwidthReport, BandwidthStore, BandwidthTotals } from '../../ports/bandwidth-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_MONTHS = 100
const MAX_USERS_OF_ALL_MONTHS = 100_000
const MAX_REPORTERS = 1000

interface UserBandwidth {
  readonly month: Month
  readonly userId: number
  readonly bytes: number
}

/** The whole service is counted apart from people, so that it is not forgotten for many of them. */
export class MemoryBandwidthStore implements BandwidthStore {
  readonly ofService = new BoundedMap<Month, number>(MAX_MONTHS)
  readonly ofUsers = new BoundedMap<string, UserBandwidth>(MAX_USERS_OF_ALL_MONTHS)
  readonly #lastReports = new BoundedMap<string, BandwidthReport>(MAX_REPORTERS)

  add(report: BandwidthReport): Promise<BandwidthTotals> {
    const { reporter, sequence, month, bytesByUser } = report
    if (sequence > (this.#lastReports.get(reporter)?.sequence ?? -Infinity)) {
      this.#lastReports.set(reporter, report)
      for (const [userId, bytes] of bytesByUser) {
        this.ofService.set(month, (this.ofService.get(month) ?? 0) + bytes)
        this.ofUsers.set(userKey(month, userId), { month, userId, bytes: this.#bytesOf(month, userId) + bytes })
      }
    }
    return this.totals(month, [...bytesByUser.keys()])
  }

  totals(month: Month, userIds: readonly number[]): Promise<BandwidthTotals> {
    return Promise.resolve({
      serviceBytes: this.ofService.get(month) ?? 0,
      bytesByUser: new Map(userIds.map((userId) => [userId, this.#bytesOf(month, userId)])),
    })
  }

  prune(beforeMonth: Month): Promise<number> {
    const months = [...this.ofService.keys()].filter((month) => month < beforeMonth)
    const users = [...this.ofUsers].filter(([, { month }]) => month < beforeMonth)
    for (const month of months) this.ofService.delete(month)
    for (const [key] of users) this.ofUsers.delete(key)
    return Promise.resolve(months.length + users.length)
  }

  #bytesOf(month: Month, userId: number): number {
    return this.ofUsers.get(userKey(month, userId))?.bytes ?? 0
  }
}

export function userKey(month: Month, userId: number): string {
  return `${month} ${userId}`
}
