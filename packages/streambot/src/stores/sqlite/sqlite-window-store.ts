import { isDeepStrictEqual } from 'node:util'
import type { Statement } from 'better-sqlite3'
import {
  SlidingWindow,
  takeFromAll,
  type NamedMoments,
  type WindowAnswer,
  type WindowDecision,
} from '../../core/sliding-window.js'
import type { WindowStore, WindowWish } from '../../ports/window-store.js'
import { MAX_PRUNED_AT_ONCE, prune } from './prune.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { WINDOWS } from './tables.js'

/** A window is one row with all its moments; an empty one has no row. */
export class SqliteWindowStore implements WindowStore {
  readonly #select: Statement<[string], Row>
  readonly #upsert: Statement<[Row]>
  readonly #name: Statement<[string, string]>
  readonly #delete: Statement<[string]>
  readonly #prune: Statement<[number]>

  constructor(private readonly connection: SqliteConnection) {
    this.#select = connection.prepare('SELECT * FROM windows WHERE key = ?')
    this.#upsert = connection.prepare(WINDOWS.upsert)
    this.#name = connection.prepare('UPDATE windows SET named = ? WHERE key = ?')
    this.#delete = connection.prepare('DELETE FROM windows WHERE key = ?')
    this.#prune = connection.prepare(`DELETE FROM windows WHERE empty_at_ms <= ? LIMIT ${MAX_PRUNED_AT_ONCE}`)
  }

  take(wishes: readonly WindowWish[], nowMs: number, name?: string): Promise<WindowDecision> {
    return this.connection.transact(() => {
      const asked = wishes.map(({ key, rule }) => ({ key, rule, window: this.#read(key) }))
      const before = asked.map(({ window }) => window.moments)
      const decision = takeFromAll(asked, nowMs, name)
      // Refusals change a window as well, though rarely: when a moment left it, or the clock went back.
      for (const [at, { key, rule, window }] of asked.entries()) {
        if (!isDeepStrictEqual(window.moments, before[at])) this.#write(key, rule.windowMs, window)
      }
      return decision
    })
  }

  giveBack(keys: readonly string[], counted: number | string): Promise<void> {
    return this.connection.transact(() => {
      for (const key of keys) {
        const row = this.#select.get(key)
        if (!row) continue
        const window = toWindow(row)
        if (window.giveBack(counted)) this.#write(key, WINDOWS.toValue(row).windowMs, window)
      }
    })
  }

  peek({ key, rule }: WindowWish, nowMs: number): Promise<WindowAnswer> {
    return this.connection.run(() => this.#read(key).peek(rule, nowMs))
  }

  prune(nowMs: number): Promise<number> {
    return prune(this.connection, this.#prune, nowMs)
  }

  #read(key: string): SlidingWindow {
    const row = this.#select.get(key)
    return row ? toWindow(row) : new SlidingWindow()
  }

  #write(key: string, windowMs: number, { moments, named }: SlidingWindow): void {
    if (moments.length === 0) return void this.#delete.run(key)
    this.#upsert.run(WINDOWS.toRow({ key, windowMs, moments }))
    this.#name.run(JSON.stringify(named), key)
  }
}

/** What places were taken for is of no use in a copy of the database: the column is none of the record's. */
function toWindow(row: Row): SlidingWindow {
  return new SlidingWindow(WINDOWS.toValue(row).moments, JSON.parse(String(row['named'])) as NamedMoments)
}
