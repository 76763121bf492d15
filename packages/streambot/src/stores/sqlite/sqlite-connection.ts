/**
 * One open SQLite file: write-ahead log, newest schema, readable by its owner only (it holds signing keys). Statements are prepared once
 * and kept: Node 24.19 and later may abort the process when one of this driver's is garbage-collected (RemoveEnvironmentCleanupHook).
 */
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3'
import { StreamBotError } from '../../core/errors.js'
import { migrate } from './migrate.js'
import { runSqlite } from './run-sqlite.js'

/** SQLite's name for a database that is gone when it is closed. */
const IN_MEMORY = ':memory:'

export class SqliteConnection {
  readonly #statements: Statement[] = []

  private constructor(readonly database: Database) {}

  /** @throws StreamBotError bad_config (a path that cannot be used, another kind of file, a newer schema), store_unavailable */
  static async open(path: string): Promise<SqliteConnection> {
    if (path !== IN_MEMORY) createFile(path)
    return new SqliteConnection(await runSqlite(() => openDatabase(path)))
  }

  /** Everything that was prepared. */
  get statements(): readonly Statement[] {
    return this.#statements
  }

  prepare<Parameters extends unknown[], Result = unknown>(sql: string): Statement<Parameters, Result> {
    const statement = this.database.prepare<Parameters, Result>(sql)
    this.#statements.push(statement)
    return statement
  }

  /** For one statement, or several that only read. */
  run<T>(operation: () => T): Promise<T> {
    return runSqlite(operation)
  }

  /** All of it or nothing. Immediate: what is read stays true until it is written. */
  transact<T>(operation: () => T): Promise<T> {
    return runSqlite(() => this.database.transaction(operation).immediate())
  }

  close(): void {
    this.database.close()
  }
}

function openDatabase(path: string): Database {
  // No blocking wait for a busy file: runSqlite waits without stopping the streams.
  const database = new SqliteDatabase(path, { timeout: 0 })
  try {
    database.pragma('journal_mode = WAL')
    // FULL, so that what was answered as done survives a power cut too.
    database.pragma('synchronous = FULL')
    migrate(database)
    return database
  } catch (error) {
    database.close()
    if (error instanceof SqliteDatabase.SqliteError && error.code === 'SQLITE_NOTADB') {
      throw new StreamBotError(
        'bad_config',
        `${path} is not an SQLite database. Move it away, or change DATABASE_URL.`,
        { cause: error },
      )
    }
    throw error
  }
}

function createFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    throw new StreamBotError('bad_config', `The database ${path} cannot be created or written: ${String(error)}`, {
      cause: error,
    })
  }
}
