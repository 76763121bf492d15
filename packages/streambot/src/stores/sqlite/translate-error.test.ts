import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../../core/errors.js'
import { translateError } from './translate-error.js'

describe('translateError', () => {
  it.each([
    ['SQLITE_READONLY', 'write access'],
    ['SQLITE_READONLY_DBMOVED', 'write access'],
    ['SQLITE_FULL', 'Free some space'],
    ['SQLITE_IOERR_FSYNC', 'Look for its errors in the log of the system'],
    ['SQLITE_CORRUPT', 'put a backup in its place'],
    ['SQLITE_CORRUPT_INDEX', 'put a backup in its place'],
    ['SQLITE_NOTADB', 'put a backup in its place'],
    ['SQLITE_CANTOPEN', 'See that its folder is there'],
    ['SQLITE_BUSY', 'End it'],
  ])('takes %s for the store being away, and says what helps', (code, advice) => {
    const cause = new SqliteDatabase.SqliteError('it went wrong', code)
    const error = translateError(cause)
    expect(error).toBeInstanceOf(StreamBotError)
    expect(error).toMatchObject({ code: 'store_unavailable', cause })
    expect(String(error)).toContain(advice)
    expect(String(error)).toContain(`it went wrong (${code})`)
  })

  it('has no advice on what it does not know', () => {
    const error = translateError(new SqliteDatabase.SqliteError('it went wrong', 'SQLITE_NOMEM'))
    expect(error).toMatchObject({ code: 'store_unavailable', message: 'SQLite says: it went wrong (SQLITE_NOMEM)' })
  })

  it('leaves mistakes of the caller as they are', () => {
    const mistakes = [
      new SqliteDatabase.SqliteError('UNIQUE constraint failed', 'SQLITE_CONSTRAINT_PRIMARYKEY'),
      new TypeError('x is not a function'),
      new StreamBotError('bad_config', 'as it is'),
    ]
    for (const mistake of mistakes) expect(translateError(mistake)).toBe(mistake)
  })
})
