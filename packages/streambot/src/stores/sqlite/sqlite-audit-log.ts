import type { Statement } from 'better-sqlite3'
import type { AuditEntry } from '../../core/audit-entry.js'
import type { AuditLog } from '../../ports/audit-log.js'
import { MAX_PRUNED_AT_ONCE, prune } from './prune.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { AUDIT_LOG } from './tables.js'

export class SqliteAuditLog implements AuditLog {
  readonly #insertNew: Statement<[Row]>
  readonly #page: Statement<[{ readonly beforeMs: number; readonly limit: number }], Row>
  readonly #prune: Statement<[number]>

  constructor(private readonly connection: SqliteConnection) {
    this.#insertNew = connection.prepare(`${AUDIT_LOG.insert} ON CONFLICT (id) DO NOTHING`)
    // The inner query finds the millisecond that the limit falls into, none where there is less.
    this.#page = connection.prepare(
      `SELECT * FROM audit_log WHERE at_ms < @beforeMs AND at_ms >= ifnull(
         (SELECT at_ms FROM audit_log WHERE at_ms < @beforeMs ORDER BY at_ms DESC LIMIT 1 OFFSET @limit - 1), 0)
       ORDER BY at_ms DESC, id DESC`,
    )
    this.#prune = connection.prepare(`DELETE FROM audit_log WHERE at_ms < ? LIMIT ${MAX_PRUNED_AT_ONCE}`)
  }

  async write(entry: AuditEntry): Promise<void> {
    await this.connection.run(() => this.#insertNew.run(AUDIT_LOG.toRow(entry)))
  }

  page(beforeMs: number, limit: number): Promise<AuditEntry[]> {
    return this.connection.run(() => this.#page.all({ beforeMs, limit }).map((row) => AUDIT_LOG.toValue(row)))
  }

  prune(beforeMs: number): Promise<number> {
    return prune(this.connection, this.#prune, beforeMs)
  }
}
