/**
 * What an SQLite file says of itself. Looking through it takes as long as reading it, and the driver would hold up every stream meanwhile: so
 * another process does it, which ends with the signal.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { StreamBotError } from '../../core/errors.js'
import type { StoreCondition } from '../../ports/stores.js'
import { NEWEST_SCHEMA } from './migrate.js'
import type { SqliteConnection } from './sqlite-connection.js'

const LIMIT_MS = 60_000
const MAX_OUTPUT_BYTES = 64 * 1024
/** The driver is found from where this file is; the database is named by an argument. */
const QUICK_CHECK = `
const Database = require('node:module').createRequire(process.argv[1])('better-sqlite3')
const database = new Database(process.argv[2], { readonly: true, timeout: 5000 })
process.stdout.write(JSON.stringify(database.pragma('quick_check(3)').map((row) => row.quick_check)))
`

/** @throws StreamBotError store_unavailable */
export async function examineSqlite(
  { database }: Pick<SqliteConnection, 'database'>,
  readVersion: () => Promise<string>,
  signal: AbortSignal,
): Promise<StoreCondition> {
  const version = await readVersion()
  const damage = database.memory ? null : await quickCheck(database.name, signal)
  return {
    version: `SQLite ${version}, schema ${NEWEST_SCHEMA}`,
    damage,
    missingIndexes: [],
    isReplicated: null,
    timeMs: null,
  }
}

/** null: it is as it should be. @throws StreamBotError store_unavailable */
export async function quickCheck(path: string, signal: AbortSignal): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', QUICK_CHECK, import.meta.filename, path], {
      signal,
      timeout: LIMIT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    })
    const told = JSON.parse(stdout) as readonly string[]
    return told.length === 1 && told[0] === 'ok' ? null : told.join('; ')
  } catch (error) {
    signal.throwIfAborted()
    const said = /SqliteError: (.*)/.exec(String(error))?.[1]
    // SQLite's own word for a file that it cannot make sense of.
    if (said !== undefined && /malformed|not a database/.test(said)) return said
    throw new StreamBotError(
      'store_unavailable',
      `The database could not be looked through: ${said ?? String(error)}`,
      {
        cause: error,
      },
    )
  }
}
