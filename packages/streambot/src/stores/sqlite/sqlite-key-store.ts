import type { Database } from 'better-sqlite3'
import type { LinkKey } from '../../core/link.js'
import type { KeyStore } from '../../ports/key-store.js'
import { runSqlite } from './run.js'

interface KeyRow {
  readonly id: number
  readonly secret: Buffer
  readonly created_at_ms: number
}

export class SqliteKeyStore implements KeyStore {
  constructor(private readonly database: Database) {}

  all(): Promise<LinkKey[]> {
    return runSqlite(() => this.readAll())
  }

  addFirst(key: LinkKey): Promise<LinkKey[]> {
    const addIfNone = this.database.transaction(() => {
      if (this.readAll().length === 0) {
        this.database
          .prepare('INSERT INTO link_keys (id, secret, created_at_ms) VALUES (?, ?, ?)')
          .run(key.id, key.secret, key.createdAtMs)
      }
      return this.readAll()
    })
    // Immediate: two instances must not both read "none" before one writes.
    return runSqlite(() => addIfNone.immediate())
  }

  private readAll(): LinkKey[] {
    return this.database
      .prepare<[], KeyRow>('SELECT id, secret, created_at_ms FROM link_keys ORDER BY created_at_ms, id')
      .all()
      .map((row) => ({ id: row.id, secret: new Uint8Array(row.secret), createdAtMs: row.created_at_ms }))
  }
}
