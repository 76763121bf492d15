import type { Statement } from 'better-sqlite3'
import type { LinkKey } from '../../core/link.js'
import type { KeyStore } from '../../ports/key-store.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { LINK_KEYS } from './tables.js'

export class SqliteKeyStore implements KeyStore {
  readonly #select: Statement<[], Row>
  readonly #insertNew: Statement<[Row]>
  readonly #delete: Statement<[number]>

  constructor(private readonly connection: SqliteConnection) {
    this.#select = connection.prepare('SELECT * FROM link_keys ORDER BY created_at_ms, id')
    this.#insertNew = connection.prepare(`${LINK_KEYS.insert} ON CONFLICT (id) DO NOTHING`)
    this.#delete = connection.prepare('DELETE FROM link_keys WHERE id = ?')
  }

  all(): Promise<LinkKey[]> {
    return this.connection.run(() => this.#readAll())
  }

  addFirst(key: LinkKey): Promise<LinkKey[]> {
    return this.connection.transact(() => {
      if (this.#readAll().length === 0) this.#insertNew.run(LINK_KEYS.toRow(key))
      return this.#readAll()
    })
  }

  add(key: LinkKey): Promise<boolean> {
    return this.connection.run(() => this.#insertNew.run(LINK_KEYS.toRow(key)).changes > 0)
  }

  retire(keyId: number): Promise<boolean> {
    return this.connection.transact(() => this.#readAll().length > 1 && this.#delete.run(keyId).changes > 0)
  }

  #readAll(): LinkKey[] {
    return this.#select.all().map((row) => LINK_KEYS.toValue(row))
  }
}
