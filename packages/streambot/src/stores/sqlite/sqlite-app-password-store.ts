import type { Statement } from 'better-sqlite3'
import type { AppPassword } from '../../core/app-password.js'
import type { AppPasswordStore } from '../../ports/app-password-store.js'
import { NEWEST_FIRST } from './newest-first.js'
import { MAX_PRUNED_AT_ONCE, prune } from './prune.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { APP_PASSWORDS } from './tables.js'

export class SqliteAppPasswordStore implements AppPasswordStore {
  readonly #insert: Statement<[Row]>
  readonly #countOfUser: Statement<[number], number>
  readonly #selectByHash: Statement<[string], Row>
  readonly #ofUser: Statement<[number], Row>
  readonly #use: Statement<[number, string]>
  readonly #delete: Statement<[string, number]>
  readonly #prune: Statement<[number]>

  constructor(private readonly connection: SqliteConnection) {
    this.#insert = connection.prepare(APP_PASSWORDS.insert)
    this.#countOfUser = connection
      .prepare<[number], number>('SELECT count(*) FROM app_passwords WHERE user_id = ?')
      .pluck()
    this.#selectByHash = connection.prepare('SELECT * FROM app_passwords WHERE hash = ?')
    this.#ofUser = connection.prepare(`SELECT * FROM app_passwords WHERE user_id = ? ${NEWEST_FIRST}`)
    this.#use = connection.prepare(
      'UPDATE app_passwords SET last_used_at_ms = max(ifnull(last_used_at_ms, 0), ?) WHERE id = ?',
    )
    this.#delete = connection.prepare('DELETE FROM app_passwords WHERE id = ? AND user_id = ?')
    this.#prune = connection.prepare(`DELETE FROM app_passwords WHERE expires_at_ms < ? LIMIT ${MAX_PRUNED_AT_ONCE}`)
  }

  add(password: AppPassword, max: number): Promise<boolean> {
    return this.connection.transact(() => {
      if ((this.#countOfUser.get(password.userId) ?? 0) >= max) return false
      this.#insert.run(APP_PASSWORDS.toRow(password))
      return true
    })
  }

  async findByHash(hash: string): Promise<AppPassword | null> {
    const row = await this.connection.run(() => this.#selectByHash.get(hash))
    return row ? APP_PASSWORDS.toValue(row) : null
  }

  ofUser(userId: number): Promise<AppPassword[]> {
    return this.connection.run(() => this.#ofUser.all(userId).map((row) => APP_PASSWORDS.toValue(row)))
  }

  async used(passwordId: string, atMs: number): Promise<void> {
    await this.connection.run(() => this.#use.run(atMs, passwordId))
  }

  remove(userId: number, passwordId: string): Promise<boolean> {
    return this.connection.run(() => this.#delete.run(passwordId, userId).changes > 0)
  }

  prune(beforeMs: number): Promise<number> {
    return prune(this.connection, this.#prune, beforeMs)
  }
}
