import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storesContract } from '../../ports/stores.contract.js'
import { isCovered, queriesOf, shapeOf, type Query } from './index-coverage.fixture.js'
import { INDEXES } from './indexes.js'
import { loadDriver } from './load-driver.js'
import { MongoStores } from './mongo-stores.js'
import { createClient } from './open-mongo-stores.js'
import { missingMongodb, TestDatabases } from './test-database.fixture.js'

const TIMEOUT_MS = 20_000

/** Read whole on purpose, because there are few. */
const READ_WHOLE = ['settings', 'api_tokens']

interface SeenQuery extends Query {
  readonly command: Document
}

if (missingMongodb !== null) console.warn(`The tests of the MongoDB stores are skipped: ${missingMongodb}`)

describe.skipIf(missingMongodb !== null)('MongoDB stores', () => {
  let databases: TestDatabases
  const seen = new Map<string, SeenQuery>()
  beforeAll(async () => {
    databases = await TestDatabases.start()
  })
  afterAll(() => databases[Symbol.asyncDispose]())

  storesContract(async () => (await openWatched()).stores, true)

  describe('ask nothing that reads a whole collection', () => {
    it('of all that the contract asks', () => {
      expect(seen.size).toBeGreaterThan(30)
      const scans = [...seen.values()].filter((query) => !isReadWhole(query) && !isCovered(query, INDEXES))
      expect(scans.map(shapeOf)).toEqual([])
    })

    it('and have no index that nobody needs', () => {
      const isNeeded = (index: (typeof INDEXES)[number]) => {
        const others = INDEXES.filter((other) => other !== index)
        return [...seen.values()].some((query) => !isReadWhole(query) && !isCovered(query, others))
      }
      expect(INDEXES.filter((index) => !index.unique && !isNeeded(index))).toEqual([])
    })

    it('as the server explains it, where it does', async () => {
      const { client, name } = await openWatched()
      for (const query of seen.values()) {
        if (isReadWhole(query)) continue
        const { queryPlanner } = await client.db(name).command({ explain: query.command, verbosity: 'queryPlanner' })
        expect(JSON.stringify((queryPlanner as Document)['winningPlan'] ?? '')).not.toMatch(/"(COLLSCAN|SORT)"/)
      }
    })
  })

  it('make every index at the first start, and leave them alone at the next', async () => {
    const { client, name, stores } = await openWatched()
    await stores.prepare()
    for (const { collection, key, unique = false } of INDEXES) {
      const found = await client.db(name).collection(collection).indexes()
      expect(found).toContainEqual(expect.objectContaining({ key, ...(unique && { unique }) }))
    }
  })

  async function openWatched() {
    const separator = databases.url.includes('?') ? '&' : '?'
    const client = createClient(await loadDriver(), `${databases.url}${separator}monitorCommands=true`, TIMEOUT_MS)
    client.on('commandStarted', ({ commandName, command }) => {
      for (const query of queriesOf({ commandName, command })) {
        seen.set(shapeOf(query), { ...query, command: toExplainable(command) })
      }
    })
    const name = databases.newName()
    const stores = new MongoStores({
      client,
      databaseName: name,
      timeoutMs: TIMEOUT_MS,
      clock: { now: Date.now },
      random: Math.random,
    })
    await stores.prepare()
    return { client, name, stores }
  }
})

function isReadWhole({ collection, filter }: Query): boolean {
  return READ_WHOLE.includes(collection) && Object.keys(filter).length === 0
}

/** Without what belongs to the connection it was sent on. */
function toExplainable(command: Document): Document {
  const ofConnection = ['lsid', '$db', '$clusterTime', 'txnNumber', 'readConcern', 'writeConcern', '$readPreference']
  return Object.fromEntries(Object.entries(command).filter(([name]) => !ofConnection.includes(name)))
}
