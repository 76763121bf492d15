import type { Statement } from 'better-sqlite3'
import type { Broadcast, BroadcastStep } from '../../core/broadcast.js'
import { toPage } from '../../core/page-cursor.js'
import type { BroadcastCursor, BroadcastPage, BroadcastStore } from '../../ports/broadcast-store.js'
import { BEHIND, NEWEST, NEWEST_FIRST } from './newest-first.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { BROADCASTS } from './tables.js'

type Move = BroadcastStep & { readonly broadcastId: string; readonly fromCursor: number }

export class SqliteBroadcastStore implements BroadcastStore {
  readonly #insert: Statement<[Row]>
  readonly #select: Statement<[string], Row>
  readonly #running: Statement<[], Row>
  readonly #list: Statement<[number, string, number], Row>
  readonly #advance: Statement<[Move]>
  readonly #finish: Statement<[string, string | null, number, string]>

  constructor(private readonly connection: SqliteConnection) {
    this.#insert = connection.prepare(BROADCASTS.insert)
    this.#select = connection.prepare('SELECT * FROM broadcasts WHERE id = ?')
    this.#running = connection.prepare("SELECT * FROM broadcasts WHERE state = 'running' ORDER BY created_at_ms")
    this.#list = connection.prepare(`SELECT * FROM broadcasts WHERE ${BEHIND} ${NEWEST_FIRST} LIMIT ?`)
    this.#advance = connection.prepare(
      `UPDATE broadcasts SET cursor = @cursor, sent = sent + @sent, unreachable = unreachable + @unreachable,
         failed = failed + @failed WHERE id = @broadcastId AND cursor = @fromCursor AND state = 'running'`,
    )
    this.#finish = connection.prepare(
      "UPDATE broadcasts SET state = ?, reason = ?, finished_at_ms = ? WHERE id = ? AND state = 'running'",
    )
  }

  async add(broadcast: Broadcast): Promise<void> {
    await this.connection.run(() => this.#insert.run(BROADCASTS.toRow(broadcast)))
  }

  async find(broadcastId: string): Promise<Broadcast | null> {
    const row = await this.connection.run(() => this.#select.get(broadcastId))
    return row ? BROADCASTS.toValue(row) : null
  }

  running(): Promise<Broadcast[]> {
    return this.connection.run(() => this.#running.all().map((row) => BROADCASTS.toValue(row)))
  }

  async list(after: BroadcastCursor | null, limit: number): Promise<BroadcastPage> {
    const { createdAtMs, id } = after ?? NEWEST
    const rows = await this.connection.run(() => this.#list.all(createdAtMs, id, limit + 1))
    const found = rows.map((row) => BROADCASTS.toValue(row))
    const { items: broadcasts, next } = toPage(found, limit)
    return { broadcasts, next }
  }

  advance(broadcastId: string, fromCursor: number, step: BroadcastStep): Promise<boolean> {
    return this.connection.run(() => this.#advance.run({ ...step, broadcastId, fromCursor }).changes > 0)
  }

  finish(broadcastId: string, state: 'done' | 'cancelled', atMs: number, reason: string | null): Promise<boolean> {
    return this.connection.run(() => this.#finish.run(state, reason, atMs, broadcastId).changes > 0)
  }
}
