import type { Statement } from 'better-sqlite3'
import type { Broadcast, BroadcastStep } from '../../core/broadcast.js'
import type { BroadcastCursor, BroadcastPage, BroadcastStore } from '../../ports/broadcast-store.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { BROADCASTS } from './tables.js'

/** Where a list starts that nothing comes before. */
const NEWEST: BroadcastCursor = { createdAtMs: Infinity, id: '' }

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
    this.#list = connection.prepare(
      'SELECT * FROM broadcasts WHERE (created_at_ms, id) < (?, ?) ORDER BY created_at_ms DESC, id DESC LIMIT ?',
    )
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
    // One more than asked for says whether there is a next page.
    const rows = await this.connection.run(() => this.#list.all(createdAtMs, id, limit + 1))
    const broadcasts = rows.slice(0, limit).map((row) => BROADCASTS.toValue(row))
    const last = rows.length > limit ? broadcasts.at(-1) : undefined
    return { broadcasts, next: last ? { createdAtMs: last.createdAtMs, id: last.id } : null }
  }

  advance(broadcastId: string, fromCursor: number, step: BroadcastStep): Promise<boolean> {
    return this.connection.run(() => this.#advance.run({ ...step, broadcastId, fromCursor }).changes > 0)
  }

  finish(broadcastId: string, state: 'done' | 'cancelled', atMs: number, reason: string | null): Promise<boolean> {
    return this.connection.run(() => this.#finish.run(state, reason, atMs, broadcastId).changes > 0)
  }
}
