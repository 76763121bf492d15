import type { Database, Statement } from 'better-sqlite3'
import type { LinkKey } from '../../core/link.js'
import type { KeyStore } from '../../ports/key-store.js'
import { runSqlite } from './run.js'

interface KeyRow {
  readonly id: number
  readonly secret: Buffer
  readonly created_at_ms: number
}

/** Statements are prepared once and kept, as in the link store. */
export class SqliteKeyStore implements KeyStore {
  readonly #select: Statement<[], KeyRow>
  readonly #insert: Statement<[number, Uint8Array, number]>

  constructor(private readonly database: Database) {
    this.#select = database.prepare('SELECT id, secret, created_at_ms FROM link_keys ORDER BY created_at_ms, id')
    this.#insert = database.prepare('INSERT INTO link_keys (id, secret, created_at_ms) VALUES (?, ?, ?)')
  }

  all(): Promise<LinkKey[]> {
    return runSqlite(() => this.#readAll())
  }

  addFirst(key: LinkKey): Promise<LinkKey[]> {
    const addIfNone = this.database.transaction(() => {
      if (this.#readAll().length === 0) this.#insert.run(key.id, key.secret, key.createdAtMs)
      return this.#readAll()
    })
    // Immediate: two instances must not both read "none" before one writes.
    return runSqlite(() => addIfNone.immediate())
  }

  #readAll(): LinkKey[] {
    return this.#select
      .all()
      .map((row) => ({ id: row.id, secret: new Uint8Array(row.secret), createdAtMs: row.created_at_ms }))
  }
}
