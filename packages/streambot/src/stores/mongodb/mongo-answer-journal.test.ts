import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { MAX_INTENDED_ANSWERS } from '../../ports/answer-journal.js'
import { sampleAnswer } from '../../ports/answer-journal.contract.js'
import { collectionsOf } from './collections.js'
import { toIntendedAnswerDocument } from './documents.js'
import { openMongoStores } from './open-mongo-stores.js'
import { missingMongodb, TestDatabases } from './test-database.fixture.js'

if (missingMongodb !== null) console.warn(`The test of many answers in MongoDB is skipped: ${missingMongodb}`)

describe.skipIf(missingMongodb !== null)('MongoAnswerJournal', () => {
  let databases: TestDatabases
  beforeAll(async () => {
    databases = await TestDatabases.start()
  })
  afterAll(() => databases[Symbol.asyncDispose]())

  it('gives the newest of more answers than it gives at once', async () => {
    const name = databases.newName()
    const stores = await openMongoStores(databases.url, name, { timeoutMs: 20_000 })
    onTestFinished(() => stores[Symbol.asyncDispose]())
    const documents = Array.from({ length: MAX_INTENDED_ANSWERS + 2 }, (_, atMs) =>
      toIntendedAnswerDocument({ ...sampleAnswer, name: `${atMs}`, atMs }),
    )
    await using client = new MongoClient(databases.url)
    await collectionsOf(client.db(name)).answers.insertMany(documents)

    const newest = Array.from({ length: MAX_INTENDED_ANSWERS }, (_, at) => MAX_INTENDED_ANSWERS + 1 - at)
    expect((await stores.answers.since(0)).map(({ atMs }) => atMs)).toEqual(newest)
  })
})
