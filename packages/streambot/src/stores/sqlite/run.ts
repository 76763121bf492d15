/**
 * The one place where SQLite's answers become the port's: a busy database is asked again for a few seconds without blocking
 * the event loop, everything else that goes wrong is `store_unavailable`.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { StreamBotError } from '../../core/errors.js'

/** Doubling, then steady: about five seconds in all. */
const RETRY_DELAYS_MS = [2, 4, 8, 16, 32, 64, 128, ...Array.from({ length: 20 }, () => 240)]

export async function runSqlite<T>(
  operation: () => T,
  wait: (delayMs: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (const delayMs of RETRY_DELAYS_MS) {
    try {
      return operation()
    } catch (error) {
      if (!isBusy(error)) throw translateError(error)
    }
    await wait(delayMs)
  }
  try {
    return operation()
  } catch (error) {
    throw translateError(error)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)
}

/** A broken constraint is a mistake of the caller; the rest is the store's. */
function translateError(error: unknown): unknown {
  if (error instanceof StreamBotError) return error
  if (error instanceof SqliteDatabase.SqliteError) {
    if (error.code.startsWith('SQLITE_CONSTRAINT')) return error
    return new StreamBotError('store_unavailable', `SQLite: ${error.message} (${error.code})`, { cause: error })
  }
  // better-sqlite3 throws a TypeError for calls after close().
  if (error instanceof TypeError && error.message.includes('not open')) {
    return new StreamBotError('store_unavailable', 'The database is closed', { cause: error })
  }
  return error
}
