import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openMongoStores } from './open-mongo-stores.js'
import { missingMongodb, TestDatabases } from './test-database.fixture.js'

if (missingMongodb !== null) console.warn(`The tests of bandwidth in MongoDB are skipped: ${missingMongodb}`)

describe.skipIf(missingMongodb !== null)('MongoBandwidthStore', () => {
  let databases: TestDatabases
  beforeAll(async () => {
    databases = await TestDatabases.start()
  })
  afterAll(() => databases[Symbol.asyncDispose]())

  it('remembers a bounded number of reporters, those it heard from last', async () => {
    let nowMs = 0
    const name = databases.newName()
    const stores = await openMongoStores(databases.url, name, { timeoutMs: 20_000, clock: { now: () => nowMs } })
    onTestFinished(() => stores[Symbol.asyncDispose]())
    const report = (reporter: number, sequence: number) => {
      nowMs += 1
      const bytesByUser = new Map([[7, 1]])
      return stores.bandwidth.add({ reporter: `reporter-${reporter}`, sequence, month: '2026-11', bytesByUser })
    }
    for (let reporter = 0; reporter < 256; reporter++) await report(reporter, 1)
    await report(0, 2)
    await report(256, 1)

    await using client = new MongoClient(databases.url)
    const documents = await client.db(name).collection('bandwidth_usage').find().toArray()
    const kept = [...Array.from({ length: 126 }, (_, at) => at + 130), 0, 256].map((reporter) => `reporter-${reporter}`)
    expect(kept).toHaveLength(128)
    for (const { reporters } of documents) {
      expect(Object.keys(reporters as object).sort()).toEqual([...kept].sort())
    }
    expect((await report(0, 2)).serviceBytes).toBe(258)
  })
})
