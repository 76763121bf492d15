import type { Statement } from 'better-sqlite3'
import type { Batch } from '../../core/batch.js'
import type { BatchStore } from '../../ports/batch-store.js'
import { MAX_PRUNED_AT_ONCE, prune } from './prune.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { BATCHES } from './tables.js'

export class SqliteBatchStore implements BatchStore {
  readonly #insert: Statement<[Row]>
  readonly #select: Statement<[string], Row>
  readonly #revoke: Statement<[number, string]>
  readonly #prune: Statement<[{ readonly beforeMs: number }]>

  constructor(private readonly connection: SqliteConnection) {
    this.#insert = connection.prepare(BATCHES.insert)
    this.#select = connection.prepare('SELECT * FROM batches WHERE id = ?')
    this.#revoke = connection.prepare('UPDATE batches SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL')
    this.#prune = connection.prepare(
      `DELETE FROM batches WHERE expires_at_ms < @beforeMs OR revoked_at_ms < @beforeMs LIMIT ${MAX_PRUNED_AT_ONCE}`,
    )
  }

  async add(batch: Batch): Promise<void> {
    await this.connection.run(() => this.#insert.run(BATCHES.toRow(batch)))
  }

  async find(batchId: string): Promise<Batch | null> {
    const row = await this.connection.run(() => this.#select.get(batchId))
    return row ? BATCHES.toValue(row) : null
  }

  revoke(batchId: string, atMs: number): Promise<boolean> {
    return this.connection.run(() => this.#revoke.run(atMs, batchId).changes > 0)
  }

  prune(beforeMs: number): Promise<number> {
    return prune(this.connection, this.#prune, { beforeMs })
  }
}
