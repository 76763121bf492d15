/** What SQLite's errors mean: a broken constraint is a mistake of the caller; the rest is the store's, with advice where there is any. */
import SqliteDatabase from 'better-sqlite3'
import { StreamBotError } from '../../core/errors.js'

/** By the beginning of the code; extended codes such as SQLITE_IOERR_FSYNC begin with the plain one. */
const ADVICE: Readonly<Record<string, string>> = {
  SQLITE_READONLY:
    'The database cannot be written. Give StreamBot write access to the file and to its folder, where SQLite keeps its log.',
  SQLITE_FULL: 'The disk of the database is full. Free some space, or move the file and change DATABASE_URL.',
  SQLITE_IOERR: 'The disk of the database fails. Look for its errors in the log of the system, and for space on it.',
  SQLITE_CORRUPT:
    'The database is damaged. Stop StreamBot and put a backup in its place, or save what can be read with `sqlite3 … .recover`.',
  SQLITE_NOTADB: 'The file is no SQLite database any more. Stop StreamBot and put a backup in its place.',
  SQLITE_CANTOPEN: 'The database cannot be opened. See that its folder is there and can be written.',
  SQLITE_BUSY: 'Another program keeps the database to itself. End it, or let it finish.',
}

export function translateError(error: unknown): unknown {
  if (error instanceof StreamBotError) return error
  if (error instanceof SqliteDatabase.SqliteError) {
    if (error.code.startsWith('SQLITE_CONSTRAINT')) return error
    return unavailable(`${adviceOn(error.code)}SQLite says: ${error.message} (${error.code})`, error)
  }
  // better-sqlite3 throws a TypeError for calls after close().
  if (error instanceof TypeError && error.message.includes('not open')) {
    return unavailable('The database is closed', error)
  }
  return error
}

function adviceOn(code: string): string {
  const known = Object.keys(ADVICE).find((beginning) => code.startsWith(beginning))
  return known ? `${ADVICE[known]} ` : ''
}

function unavailable(message: string, cause: Error): StreamBotError {
  return new StreamBotError('store_unavailable', message, { cause })
}
