import { readFile, stat, writeFile } from 'node:fs/promises'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { UNRESTRICTED } from '../../core/link.js'
import { sampleAppPassword } from '../../ports/app-password-store.contract.js'
import { sampleLink } from '../../ports/link-store.contract.js'
import { storesContract } from '../../ports/stores.contract.js'
import type { Stores } from '../../ports/stores.js'
import { sampleProfile } from '../../ports/user-store.contract.js'
import { createSqliteStores, openSqliteStores } from './open-sqlite-stores.js'
import { SqliteConnection } from './sqlite-connection.js'
import { TemporaryFolder } from './temporary-folder.fixture.js'

const unavailable = (advice: string) => ({
  code: 'store_unavailable',
  message: expect.stringContaining(advice) as string,
})

describe('SQLite stores', () => {
  storesContract(async () => {
    const folder = await TemporaryFolder.create()
    onTestFinished(() => folder[Symbol.asyncDispose]())
    return openSqliteStores(folder.file())
  }, false)

  it('keep everything over a restart, in a file only its owner can read', async () => {
    await using folder = await TemporaryFolder.create()
    const path = folder.file('data/streambot.db')
    {
      await using before = await openSqliteStores(path)
      await before.links.add(sampleLink)
      await before.users.seen(sampleProfile, 5)
    }
    await using after = await openSqliteStores(path)
    expect(after.name).toBe(`SQLite (${path})`)
    expect(await after.links.find(sampleLink.id)).toEqual(sampleLink)
    expect(await after.users.count()).toBe(1)
    expect((await stat(path)).mode & 0o077).toBe(0)
  })

  it('answer store_unavailable once they are disposed of', async () => {
    const stores = await openSqliteStores(':memory:')
    await stores[Symbol.asyncDispose]()
    const asked: (() => Promise<unknown>)[] = [
      () => stores.check(),
      () => stores.links.find('x'),
      () => stores.links.add(sampleLink),
      () => stores.links.consumeDownload('x', 'one', 1),
      () => stores.links.update('x', {}),
      () => stores.audit.prune(1),
      () => stores.archive.records()[Symbol.asyncIterator]().next(),
      () => stores.archive.restore([]),
    ]
    for (const ask of asked) await expect(ask()).rejects.toMatchObject(unavailable('closed'))
  })
})

describe('two instances on one SQLite file', () => {
  it('agree on one first key', async () => {
    await onOneFile(async ([one, other]) => {
      const key = (id: number) => ({ id, secret: new Uint8Array(32), createdAtMs: id })
      const [first, second] = await Promise.all([one.keys.addFirst(key(1)), other.keys.addFirst(key(2))])
      expect(first).toEqual(second)
      expect(first).toHaveLength(1)
    })
  })

  it('let no more readers in together, nor through a window, than one alone', async () => {
    await onOneFile(async (instances) => {
      await instances[0].links.add({ ...sampleLink, restrictions: { ...UNRESTRICTED, maxDownloads: 5 } })
      const wish = { key: 'a', rule: { limit: 5, windowMs: 1000 } }
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          const { links, windows } = instances[at % 2]!
          return [await links.consumeDownload(sampleLink.id, `${at}`, 1), (await windows.take([wish], 1)).ok]
        }),
      )
      expect(answers.filter(([answer]) => answer === 'counted')).toHaveLength(5)
      expect(answers.filter(([, isThrough]) => isThrough)).toHaveLength(5)
    })
  })

  it('let a person have no more app passwords than they may', async () => {
    await onOneFile(async (instances) => {
      const added = await Promise.all(
        Array.from({ length: 12 }, (_, at) =>
          instances[at % 2]!.appPasswords.add({ ...sampleAppPassword, id: `${at}`, hash: `${at}` }, 5),
        ),
      )
      expect(added.filter(Boolean)).toHaveLength(5)
      expect(await instances[0].appPasswords.ofUser(sampleAppPassword.userId)).toHaveLength(5)
    })
  })

  it('wait for each other, and lose nothing of what was asked meanwhile', async () => {
    await onOneFile(async ([one, other], path) => {
      const locker = new SqliteDatabase(path)
      locker.exec('BEGIN IMMEDIATE')
      const asked = Promise.all([
        one.links.add(sampleLink),
        other.links.add({ ...sampleLink, id: 'fedcba9876543210' }),
        one.users.seen(sampleProfile, 1),
        other.users.update(sampleProfile.id, { isAuthorized: true }, 1),
      ])
      locker.exec('COMMIT')
      locker.close()
      await asked
      expect(await one.links.count()).toBe(2)
      expect(await one.users.find(sampleProfile.id)).toMatchObject({ firstName: 'Ada', isAuthorized: true })
    })
  })

  async function onOneFile(test: (instances: readonly [Stores, Stores], path: string) => Promise<void>): Promise<void> {
    await using folder = await TemporaryFolder.create()
    await using one = await openSqliteStores(folder.file())
    await using other = await openSqliteStores(folder.file())
    await test([one, other], folder.file())
  }
})

describe('SQLite stores in trouble', () => {
  it('notice when they are checked that nothing can be written, and can still be read', async () => {
    const { connection, stores } = await openOnConnection()
    await stores.links.add(sampleLink)
    connection.database.pragma('query_only = ON')
    await expect(stores.check()).rejects.toMatchObject(unavailable('write access to the file and to its folder'))
    await expect(stores.links.revoke(sampleLink.id, 1)).rejects.toMatchObject(unavailable('SQLITE_READONLY'))
    expect(await stores.links.find(sampleLink.id)).toEqual(sampleLink)
    connection.database.pragma('query_only = OFF')
    await stores.check()
  })

  it('say what helps when the disk is full, and keep nothing of a write that did not fit', async () => {
    const { connection, stores } = await openOnConnection()
    const pages = Number(connection.database.pragma('page_count', { simple: true }))
    connection.database.pragma(`max_page_count = ${pages}`)
    const entry = { id: '1', atMs: 1, actor: 'cli', action: 'a', target: null, details: 'x'.repeat(100_000) }
    await expect(stores.audit.write(entry)).rejects.toMatchObject(unavailable('Free some space'))
    const record = { kind: 'audit', value: entry } as const
    await expect(stores.archive.restore([record])).rejects.toMatchObject(unavailable('SQLITE_FULL'))
    expect(await stores.audit.page(9, 9)).toEqual([])
    connection.database.pragma('max_page_count = 1000000')
    await stores.audit.write(entry)
    await stores.check()
  })

  async function openOnConnection(): Promise<{ connection: SqliteConnection; stores: Stores }> {
    const connection = await SqliteConnection.open(':memory:')
    const stores = createSqliteStores(connection)
    onTestFinished(() => stores[Symbol.asyncDispose]())
    return { connection, stores }
  }
})

describe('openSqliteStores', () => {
  it('says what to do about a database of a newer version, and leaves it alone', async () => {
    await using folder = await TemporaryFolder.create()
    const database = new SqliteDatabase(folder.file())
    database.pragma('user_version = 99')
    database.close()
    await expect(openSqliteStores(folder.file())).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('written by a newer StreamBot (schema 99') as string,
    })
  })

  it('says clearly that a path cannot be used, or holds something else', async () => {
    await using folder = await TemporaryFolder.create()
    await writeFile(folder.file('file'), 'x')
    await expect(openSqliteStores(folder.file('file/streambot.db'))).rejects.toMatchObject({ code: 'bad_config' })
    const text = 'this is no database, but it is long enough to be taken for one '.repeat(20)
    await writeFile(folder.file('text.db'), text)
    await expect(openSqliteStores(folder.file('text.db'))).rejects.toMatchObject({ code: 'bad_config' })
    expect(await readFile(folder.file('text.db'), 'utf8')).toBe(text)
  })

  it('says what to do about a database that is damaged', async () => {
    await using folder = await TemporaryFolder.create()
    await (await openSqliteStores(folder.file()))[Symbol.asyncDispose]()
    const bytes = await readFile(folder.file())
    await writeFile(folder.file(), bytes.fill(0xa5, 4096))
    await expect(openSqliteStores(folder.file())).rejects.toMatchObject(unavailable('put a backup in its place'))
  })
})
