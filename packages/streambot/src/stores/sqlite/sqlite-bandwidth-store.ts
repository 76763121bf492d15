import type { Statement } from 'better-sqlite3'
import type { Month } from '../../core/month.js'
import type { BandwidthReport, BandwidthStore, BandwidthTotals } from '../../ports/bandwidth-store.js'
import { MAX_PRUNED_AT_ONCE, prune } from './prune.js'
import type { SqliteConnection } from './sqlite-connection.js'

/** The whole service has a row of its own for each month: everybody's would have to be added up at each report. */
export class SqliteBandwidthStore implements BandwidthStore {
  readonly #acceptReport: Statement<[string, number, Month]>
  readonly #addToService: Statement<[Month, number]>
  readonly #addToUser: Statement<[Month, number, number]>
  readonly #selectService: Statement<[Month], { readonly bytes: number }>
  readonly #selectUsers: Statement<[Month, string], { readonly user_id: number; readonly bytes: number }>
  readonly #pruneReporters: Statement<[Month]>
  readonly #pruneService: Statement<[Month]>
  readonly #pruneUsers: Statement<[Month]>

  constructor(private readonly connection: SqliteConnection) {
    this.#acceptReport = connection.prepare(
      `INSERT INTO bandwidth_reporters (reporter, last_sequence, last_month) VALUES (?, ?, ?)
       ON CONFLICT (reporter) DO UPDATE SET last_sequence = excluded.last_sequence, last_month = excluded.last_month
         WHERE excluded.last_sequence > last_sequence`,
    )
    const adds = 'DO UPDATE SET bytes = bytes + excluded.bytes'
    this.#addToService = connection.prepare(
      `INSERT INTO bandwidth_of_service (month, bytes) VALUES (?, ?) ON CONFLICT (month) ${adds}`,
    )
    this.#addToUser = connection.prepare(
      `INSERT INTO bandwidth_of_users (month, user_id, bytes) VALUES (?, ?, ?) ON CONFLICT (month, user_id) ${adds}`,
    )
    this.#selectService = connection.prepare('SELECT bytes FROM bandwidth_of_service WHERE month = ?')
    this.#selectUsers = connection.prepare(
      'SELECT user_id, bytes FROM bandwidth_of_users WHERE month = ? AND user_id IN (SELECT value FROM json_each(?))',
    )
    const oldMonths = (table: string, column: string) =>
      `DELETE FROM ${table} WHERE ${column} < ? LIMIT ${MAX_PRUNED_AT_ONCE}`
    this.#pruneReporters = connection.prepare(oldMonths('bandwidth_reporters', 'last_month'))
    this.#pruneService = connection.prepare(oldMonths('bandwidth_of_service', 'month'))
    this.#pruneUsers = connection.prepare(oldMonths('bandwidth_of_users', 'month'))
  }

  add({ reporter, sequence, month, bytesByUser }: BandwidthReport): Promise<BandwidthTotals> {
    return this.connection.transact(() => {
      if (this.#acceptReport.run(reporter, sequence, month).changes > 0) {
        let serviceBytes = 0
        for (const [userId, bytes] of bytesByUser) {
          this.#addToUser.run(month, userId, bytes)
          serviceBytes += bytes
        }
        this.#addToService.run(month, serviceBytes)
      }
      return this.#totals(month, [...bytesByUser.keys()])
    })
  }

  totals(month: Month, userIds: readonly number[]): Promise<BandwidthTotals> {
    return this.connection.run(() => this.#totals(month, userIds))
  }

  async prune(beforeMonth: Month): Promise<number> {
    await prune(this.connection, this.#pruneReporters, beforeMonth)
    const months = await prune(this.connection, this.#pruneService, beforeMonth)
    return months + (await prune(this.connection, this.#pruneUsers, beforeMonth))
  }

  #totals(month: Month, userIds: readonly number[]): BandwidthTotals {
    const bytesByUser = new Map(userIds.map((userId) => [userId, 0]))
    for (const row of this.#selectUsers.all(month, JSON.stringify(userIds))) bytesByUser.set(row.user_id, row.bytes)
    return { serviceBytes: this.#selectService.get(month)?.bytes ?? 0, bytesByUser }
  }
}
