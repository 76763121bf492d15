import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { keyStoreContract } from '../../ports/key-store.contract.js'
import { linkStoreContract, sampleLink } from '../../ports/link-store.contract.js'
import { migrate, type Migration } from './migrate.js'
import { openSqliteStores, type SqliteStores } from './open-sqlite-stores.js'
import { runSqlite } from './run.js'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'streambot-sqlite-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function open(name = 'data/streambot.db'): Promise<SqliteStores> {
  const stores = await openSqliteStores(join(directory, name))
  onTestFinished(() => stores[Symbol.asyncDispose]())
  return stores
}

describe('SqliteLinkStore', () => {
  linkStoreContract(async () => (await openSqliteStores(join(directory, 'links.db'))).links)

  it('answers store_unavailable once it is closed, and closes twice without complaint', async () => {
    const { links } = await open()
    await links[Symbol.asyncDispose]()
    await links[Symbol.asyncDispose]()
    await expect(links.find('x')).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(links.add(sampleLink)).rejects.toMatchObject({ code: 'store_unavailable' })
  })
})

describe('SqliteKeyStore', () => {
  keyStoreContract(async () => (await open()).keys)

  it('agrees on one first key between two instances on one file', async () => {
    const [one, other] = [await open(), await open()]
    const key = (id: number) => ({ id, secret: new Uint8Array(32), createdAtMs: id })
    const [first, second] = await Promise.all([one.keys.addFirst(key(1)), other.keys.addFirst(key(2))])
    expect(first).toEqual(second)
    expect(first).toHaveLength(1)
  })
})

describe('openSqliteStores', () => {
  it('keeps links over a restart, in a file only its owner can read', async () => {
    const before = await open()
    await before.links.add(sampleLink)
    await before[Symbol.asyncDispose]()
    expect(await (await open()).links.find(sampleLink.id)).toEqual(sampleLink)
    expect((await stat(join(directory, 'data/streambot.db'))).mode & 0o077).toBe(0)
  })

  it('says what to do about a database of a newer version, and leaves it alone', async () => {
    const database = new SqliteDatabase(join(directory, 'newer.db'))
    database.pragma('user_version = 99')
    database.close()
    await expect(open('newer.db')).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('written by a newer StreamBot (schema 99') as string,
    })
  })

  it('says clearly that a path cannot be used, or holds something else', async () => {
    await writeFile(join(directory, 'file'), 'x')
    await expect(open('file/streambot.db')).rejects.toMatchObject({ code: 'bad_config' })
    await writeFile(
      join(directory, 'text.db'),
      'this is no database, but it is long enough to be taken for one '.repeat(20),
    )
    await expect(open('text.db')).rejects.toMatchObject({ code: 'bad_config' })
  })
})

describe('migrate', () => {
  it('runs each step once, and none of a step that fails', () => {
    const database = new SqliteDatabase(':memory:')
    const first: Migration = { version: 1, up: (db) => void db.exec('CREATE TABLE one (x)') }
    const failing: Migration = { version: 2, up: (db) => void db.exec('CREATE TABLE two (x); CREATE TABLE one (x)') }
    migrate(database, [first])
    migrate(database, [first])
    expect(() => migrate(database, [first, failing])).toThrow()
    expect(database.pragma('user_version', { simple: true })).toBe(1)
    expect(database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()).toEqual(['one'])
  })
})

describe('runSqlite', () => {
  it('waits for a busy file and then writes', async () => {
    const stores = await open()
    const locker = new SqliteDatabase(join(directory, 'data/streambot.db'))
    locker.exec('BEGIN IMMEDIATE')
    const adding = stores.links.add(sampleLink)
    locker.exec('COMMIT')
    locker.close()
    await adding
    expect(await stores.links.find(sampleLink.id)).toEqual(sampleLink)
  })

  it('gives up on a file that stays busy after about five seconds of waiting', async () => {
    let waitedMs = 0
    const busy = () => {
      throw new SqliteDatabase.SqliteError('database is locked', 'SQLITE_BUSY')
    }
    await expect(runSqlite(busy, (delayMs) => Promise.resolve((waitedMs += delayMs)))).rejects.toMatchObject({
      code: 'store_unavailable',
    })
    expect(waitedMs).toBeGreaterThan(4000)
    expect(waitedMs).toBeLessThan(6000)
  })
})
