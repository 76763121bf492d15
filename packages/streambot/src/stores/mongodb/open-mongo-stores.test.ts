import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { sampleLink } from '../../ports/link-store.contract.js'
import { loadDriver } from './load-driver.js'
import { MongodbServer } from './mongodb-server.fixture.js'
import { createClient, openMongoStores } from './open-mongo-stores.js'
import { translateError } from './translate-error.js'

const missing = MongodbServer.missing
if (missing !== null) console.warn(`The tests of opening MongoDB stores are skipped: ${missing}`)

describe('openMongoStores', () => {
  it('says what is wrong with an address, and not what the address is', async () => {
    for (const url of ['mongodb://ada:hunter2@', 'mongodb://ada:hunter2@db.example/?nonsense=1', 'hunter2']) {
      const error = await openMongoStores(url, 'streambot').catch((it: unknown) => it)
      expect(error).toMatchObject({ code: 'bad_config', message: expect.stringContaining('DATABASE_URL') as string })
      expect(inspect(error, { depth: Infinity })).not.toContain('hunter2')
    }
  })

  it('leaves the size of the pool to the address', async () => {
    const driver = await loadDriver()
    expect(createClient(driver, 'mongodb://db.example/', 1000).options.maxPoolSize).toBe(20)
    expect(createClient(driver, 'mongodb://db.example/?maxPoolSize=5', 1000).options.maxPoolSize).toBe(5)
  })

  it('says how to get a driver that is not there', async () => {
    const absent = loadDriver(() => Promise.reject(new Error('Cannot find package')))
    await expect(absent).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('npm ci') as string,
    })
  })

  it('takes a name that cannot be looked up for a database that is away', () => {
    const error = Object.assign(new Error('querySrv ENOTFOUND db.example'), { code: 'ENOTFOUND', syscall: 'querySrv' })
    expect(translateError(error)).toMatchObject({ code: 'store_unavailable' })
  })
})

describe.skipIf(missing !== null)('openMongoStores, with a server', () => {
  let server: MongodbServer
  beforeAll(async () => {
    server = await MongodbServer.start({ name: 'ada', password: 'hunter2' })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const urlOf = (login: string) => `mongodb://${login}${server.host}/?authMechanism=SCRAM-SHA-256`
  async function open(databaseName: string) {
    const stores = await openMongoStores(urlOf('ada:hunter2@'), databaseName, { timeoutMs: 10_000 })
    onTestFinished(() => stores[Symbol.asyncDispose]())
    return stores
  }

  it('keeps everything over a restart, and is named without its user', async () => {
    const before = await open('kept')
    await before.links.add(sampleLink)
    await before[Symbol.asyncDispose]()
    const after = await open('kept')
    expect(await after.links.find(sampleLink.id)).toEqual(sampleLink)
    expect(after.name).toBe(`MongoDB (${server.host}/kept)`)
  })

  it('says that a user or a password is wrong, or missing, without repeating it', async () => {
    for (const login of ['ada:hunter3@', 'bob:hunter3@', '']) {
      const url = login === '' ? server.url : urlOf(login)
      const error = await openMongoStores(url, 'streambot').catch((it: unknown) => it)
      expect(error).toMatchObject({ code: 'bad_config', message: expect.stringContaining('DATABASE_URL') as string })
      expect(inspect(error, { depth: Infinity })).not.toContain('hunter')
    }
  })

  it('answers store_unavailable once it is closed', async () => {
    const stores = await open('closed')
    await stores[Symbol.asyncDispose]()
    for (const verb of [() => stores.links.find('a'), () => stores.links.add(sampleLink), () => stores.check()]) {
      await expect(verb()).rejects.toMatchObject({ code: 'store_unavailable', message: 'The database is closed' })
    }
  })

  it('says what to do about a database of a newer version, and leaves it alone', async () => {
    await open('newer')
    await using client = createClient(await loadDriver(), urlOf('ada:hunter2@'), 5000)
    const state = client.db('newer').collection<{ _id: string; value: number }>('state')
    await state.updateOne({ _id: 'schema' }, { $set: { value: 99 } })
    await expect(open('newer')).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('written by a newer StreamBot (schema 99') as string,
    })
    expect((await state.findOne({ _id: 'schema' }))?.value).toBe(99)
  })
})
