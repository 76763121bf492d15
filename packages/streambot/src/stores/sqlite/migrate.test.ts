import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { UNRESTRICTED } from '../../core/link.js'
import { sampleLink } from '../../ports/link-store.contract.js'
import { migrate, type Migration } from './migrate.js'
import { linksAndKeys } from './migrations/001-links-and-keys.js'
import { openSqliteStores } from './open-sqlite-stores.js'
import { TemporaryFolder } from './temporary-folder.fixture.js'

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

  it('loses no link and no key of a database with schema 1', async () => {
    await using folder = await TemporaryFolder.create()
    const database = new SqliteDatabase(folder.file())
    migrate(database, [linksAndKeys])
    const insertLink = database.prepare('INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    const video = ['video', 'Holiday "1"\0.mp4', 'video/mp4', 2 ** 47 - 1, '-5368324170671202286', 61.25, 1920, 1080]
    insertLink.run('0000000000000001', 42, ...video, Number.MAX_SAFE_INTEGER, 1_700_000_000_123, null, 5)
    const note = ['voice', '', 'audio/ogg', 0, '7', null, null, null]
    insertLink.run('0000000000000002', 2 ** 32 - 1, ...note, 7, 0, 4000, null)
    database.prepare('INSERT INTO link_keys VALUES (?, ?, ?)').run(255, Buffer.alloc(32, 7), 9)
    database.close()

    await using stores = await openSqliteStores(folder.file())
    const unread = { restrictions: UNRESTRICTED, downloads: 0, lastAccessAtMs: null, subtitles: [] }
    const links = [
      {
        ...unread,
        id: '0000000000000001',
        logMessageId: 42,
        file: {
          ...sampleLink.file,
          name: 'Holiday "1"\0.mp4',
          sizeBytes: 2 ** 47 - 1,
          telegramFileId: '-5368324170671202286',
        },
        ownerId: Number.MAX_SAFE_INTEGER,
        createdAtMs: 1_700_000_000_123,
        expiresAtMs: null,
        revokedAtMs: 5,
      },
      {
        ...unread,
        id: '0000000000000002',
        logMessageId: 2 ** 32 - 1,
        file: {
          kind: 'voice',
          name: '',
          mimeType: 'audio/ogg',
          sizeBytes: 0,
          telegramFileId: '7',
          durationSeconds: null,
          width: null,
          height: null,
        },
        ownerId: 7,
        createdAtMs: 0,
        expiresAtMs: 4000,
        revokedAtMs: null,
      },
    ]
    expect(await stores.links.list({ ownerId: null, limit: 10, after: null })).toEqual({ links, next: null })
    expect(await stores.links.list({ ownerId: 7, limit: 10, after: null })).toEqual({ links: [links[1]], next: null })
    expect(await stores.keys.all()).toEqual([{ id: 255, secret: new Uint8Array(32).fill(7), createdAtMs: 9 }])
    expect(await stores.links.prune(4001)).toBe(2)
  })
})
