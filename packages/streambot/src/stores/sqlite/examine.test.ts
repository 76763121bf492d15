import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openSqliteStores } from './open-sqlite-stores.js'
import { TemporaryFolder } from './temporary-folder.fixture.js'

const PAGE_BYTES = 4096

describe('an SQLite file', () => {
  it('is looked through by another process while it is in use, and damage is found that nobody has met', async () => {
    await using folder = await TemporaryFolder.create()
    const path = folder.file()
    {
      await using stores = await openSqliteStores(path)
      for (let id = 1; id <= 300; id++) {
        await stores.users.seen({ id, firstName: 'x'.repeat(60), username: null, languageCode: null }, 1000)
      }
      expect(await stores.examine(new AbortController().signal)).toMatchObject({ damage: null })
    }
    const bytes = await readFile(path)
    // A page of people: the root of the table and all that is read at the start stay as they are.
    const page = Math.floor(bytes.lastIndexOf('x'.repeat(60)) / PAGE_BYTES)
    bytes.fill(0xee, page * PAGE_BYTES, page * PAGE_BYTES + 64)
    await writeFile(path, bytes)
    await using stores = await openSqliteStores(path)
    const { damage, version } = await stores.examine(new AbortController().signal)
    expect(damage).toMatch(/\S/)
    expect(version).toMatch(/^SQLite 3\.\d+\.\d+, schema \d+$/)
  })

  it('is not looked through any more once nobody waits', async () => {
    await using folder = await TemporaryFolder.create()
    await using stores = await openSqliteStores(folder.file())
    const leaving = new AbortController()
    leaving.abort(new Error('left'))
    await expect(stores.examine(leaving.signal)).rejects.toThrow('left')
  })
})
