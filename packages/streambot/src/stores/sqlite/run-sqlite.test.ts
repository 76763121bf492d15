import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { runSqlite } from './run-sqlite.js'

describe('runSqlite', () => {
  it('asks a busy file again until it answers', async () => {
    let asked = 0
    const answer = await runSqlite(() => {
      if (++asked < 5) throw new SqliteDatabase.SqliteError('database is locked', 'SQLITE_BUSY_SNAPSHOT')
      return 'done'
    })
    expect(answer).toBe('done')
  })

  it('gives up on a file that stays busy after two and a half seconds of waiting', async () => {
    let waitedMs = 0
    const busy = () => {
      throw new SqliteDatabase.SqliteError('database is locked', 'SQLITE_BUSY')
    }
    await expect(runSqlite(busy, (delayMs) => Promise.resolve((waitedMs += delayMs)))).rejects.toMatchObject({
      code: 'store_unavailable',
    })
    expect(waitedMs).toBeGreaterThan(2000)
    expect(waitedMs).toBeLessThan(2900)
  })

  it('asks once where waiting does not help', async () => {
    let asked = 0
    const full = () => {
      asked++
      throw new SqliteDatabase.SqliteError('database or disk is full', 'SQLITE_FULL')
    }
    await expect(runSqlite(full)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(asked).toBe(1)
  })
})
