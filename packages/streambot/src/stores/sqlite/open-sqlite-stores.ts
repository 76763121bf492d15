/** One SQLite file behind all ports: write-ahead log, newest schema, readable by its owner only (it holds signing keys). */
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { StreamBotError } from '../../core/errors.js'
import { migrate } from './migrate.js'
import { runSqlite } from './run.js'
import { SqliteKeyStore } from './sqlite-key-store.js'
import { SqliteLinkStore } from './sqlite-link-store.js'

export interface SqliteStores extends AsyncDisposable {
  readonly links: SqliteLinkStore
  readonly keys: SqliteKeyStore
}

/** SQLite's name for a database that is gone when it is closed. */
const IN_MEMORY = ':memory:'

/** @throws StreamBotError bad_config (a path that cannot be used, another kind of file, a newer schema), store_unavailable */
export async function openSqliteStores(path: string): Promise<SqliteStores> {
  if (path !== IN_MEMORY) createFile(path)
  const database = await runSqlite(() => openDatabase(path))
  const links = new SqliteLinkStore(database)
  return {
    links,
    keys: new SqliteKeyStore(database),
    [Symbol.asyncDispose]: () => links[Symbol.asyncDispose](),
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
        {
          cause: error,
        },
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
