/** Asks a busy database again for a few seconds without blocking the event loop, and makes its errors the port's. */
import { setTimeout as sleep } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { translateError } from './translate-error.js'

/** Doubling, then steady: about two and a half seconds in all. That is less than anybody waits for a store, so that what was given up is not done later. */
const RETRY_DELAYS_MS = [2, 4, 8, 16, 32, 64, 128, ...Array.from({ length: 9 }, () => 240)]

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
