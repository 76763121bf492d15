import { describe, expect, it } from 'vitest'
import { examineMongo } from './examine.js'
import { createIndexes } from './indexes.js'
import { MongodbServer } from './mongodb-server.fixture.js'

const { missing } = MongodbServer

describe.skipIf(missing !== null)('a MongoDB', () => {
  it('tells its version and its clock, and which indexes somebody took away', async () => {
    await using server = await MongodbServer.start()
    const { MongoClient } = await import('mongodb')
    const client = new MongoClient(server.url)
    try {
      const database = client.db('examined')
      await createIndexes(database)
      const well = await examineMongo(database)
      expect(well).toMatchObject({ damage: null, missingIndexes: [] })
      expect(well.version).toMatch(/^MongoDB \d/)
      await database.collection('links').dropIndex('logMessageId_1')
      await database.collection('users').drop()
      expect((await examineMongo(database)).missingIndexes).toEqual([
        'links (logMessageId)',
        'users (usernameKey, lastSeenAtMs)',
      ])
    } finally {
      await client.close()
    }
  }, 60_000)
})
