import type { Statement } from 'better-sqlite3'
import type { Setting } from '../../core/setting.js'
import type { SettingStore } from '../../ports/setting-store.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { SETTINGS } from './tables.js'

export class SqliteSettingStore implements SettingStore {
  readonly #all: Statement<[], Row>
  readonly #upsert: Statement<[Row]>
  readonly #delete: Statement<[string]>

  constructor(private readonly connection: SqliteConnection) {
    this.#all = connection.prepare('SELECT * FROM settings ORDER BY name')
    this.#upsert = connection.prepare(SETTINGS.upsert)
    this.#delete = connection.prepare('DELETE FROM settings WHERE name = ?')
  }

  all(): Promise<Setting[]> {
    return this.connection.run(() => this.#all.all().map((row) => SETTINGS.toValue(row)))
  }

  async put(setting: Setting): Promise<void> {
    await this.connection.run(() => this.#upsert.run(SETTINGS.toRow(setting)))
  }

  remove(name: string): Promise<boolean> {
    return this.connection.run(() => this.#delete.run(name).changes > 0)
  }
}
