import type { Statement } from 'better-sqlite3'
import type { Ban } from '../../core/ban.js'
import type { BanStore } from '../../ports/ban-store.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { BANS } from './tables.js'

export class SqliteBanStore implements BanStore {
  readonly #upsert: Statement<[Row]>
  readonly #delete: Statement<[number]>
  readonly #select: Statement<[number], Row>
  readonly #selectAll: Statement<[string], Row>
  readonly #page: Statement<[number, number, number], Row>

  constructor(private readonly connection: SqliteConnection) {
    this.#upsert = connection.prepare(BANS.upsert)
    this.#delete = connection.prepare('DELETE FROM bans WHERE user_id = ?')
    this.#select = connection.prepare('SELECT * FROM bans WHERE user_id = ?')
    this.#selectAll = connection.prepare('SELECT * FROM bans WHERE user_id IN (SELECT value FROM json_each(?))')
    this.#page = connection.prepare(
      'SELECT * FROM bans WHERE user_id > ? AND (until_ms IS NULL OR until_ms > ?) ORDER BY user_id LIMIT ?',
    )
  }

  async put(ban: Ban): Promise<void> {
    await this.connection.run(() => this.#upsert.run(BANS.toRow(ban)))
  }

  lift(userId: number): Promise<boolean> {
    return this.connection.run(() => this.#delete.run(userId).changes > 0)
  }

  async find(userId: number): Promise<Ban | null> {
    const row = await this.connection.run(() => this.#select.get(userId))
    return row ? BANS.toValue(row) : null
  }

  findAll(userIds: readonly number[]): Promise<Ban[]> {
    return this.connection.run(() => this.#selectAll.all(JSON.stringify(userIds)).map((row) => BANS.toValue(row)))
  }

  page(nowMs: number, afterUserId: number, limit: number): Promise<Ban[]> {
    return this.connection.run(() => this.#page.all(afterUserId, nowMs, limit).map((row) => BANS.toValue(row)))
  }
}
