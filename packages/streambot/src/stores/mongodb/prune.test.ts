import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { sampleEntry } from '../../ports/audit-log.contract.js'
import { openMongoStores } from './open-mongo-stores.js'
import { missingMongodb, TestDatabases } from './test-database.fixture.js'

if (missingMongodb !== null) console.warn(`The tests of pruning in MongoDB are skipped: ${missingMongodb}`)

describe.skipIf(missingMongodb !== null)('prune', () => {
  let databases: TestDatabases
  beforeAll(async () => {
    databases = await TestDatabases.start()
  })
  afterAll(() => databases[Symbol.asyncDispose]())

  it('forgets and counts all that is old, however much it is', async () => {
    const stores = await openMongoStores(databases.url, databases.newName(), { timeoutMs: 20_000 })
    onTestFinished(() => stores[Symbol.asyncDispose]())
    const entries = Array.from({ length: 2003 }, (_, at) => ({ ...sampleEntry, id: `${at}`, atMs: at }))
    for (let at = 0; at < entries.length; at += 1000) {
      const records = entries.slice(at, at + 1000).map((value) => ({ kind: 'audit', value }) as const)
      await stores.archive.restore(records)
    }
    expect(await stores.audit.prune(2001)).toBe(2001)
    expect((await stores.audit.page(Infinity, 1000)).map(({ id }) => id)).toEqual(['2002', '2001'])
  })
})
