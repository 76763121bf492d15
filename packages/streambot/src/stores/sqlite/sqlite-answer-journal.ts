import type { Statement } from 'better-sqlite3'
import { MAX_INTENDED_ANSWERS, type AnswerJournal, type IntendedAnswer } from '../../ports/answer-journal.js'
import { MAX_PRUNED_AT_ONCE, prune } from './prune.js'
import type { SqliteConnection } from './sqlite-connection.js'
import type { Row } from './table.js'
import { INTENDED_ANSWERS } from './tables.js'

export class SqliteAnswerJournal implements AnswerJournal {
  readonly #insertNew: Statement<[Row]>
  readonly #since: Statement<[number], Row>
  readonly #prune: Statement<[number]>

  constructor(private readonly connection: SqliteConnection) {
    this.#insertNew = connection.prepare(`${INTENDED_ANSWERS.insert} ON CONFLICT (chat_id, name) DO NOTHING`)
    this.#since = connection.prepare(
      `SELECT * FROM intended_answers WHERE at_ms >= ? ORDER BY at_ms DESC LIMIT ${MAX_INTENDED_ANSWERS}`,
    )
    this.#prune = connection.prepare(`DELETE FROM intended_answers WHERE at_ms < ? LIMIT ${MAX_PRUNED_AT_ONCE}`)
  }

  async intend(answer: IntendedAnswer): Promise<void> {
    await this.connection.run(() => this.#insertNew.run(INTENDED_ANSWERS.toRow(answer)))
  }

  since(atMs: number): Promise<IntendedAnswer[]> {
    return this.connection.run(() => this.#since.all(atMs).map((row) => INTENDED_ANSWERS.toValue(row)))
  }

  prune(beforeMs: number): Promise<number> {
    return prune(this.connection, this.#prune, beforeMs)
  }
}
