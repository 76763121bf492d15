import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { sampleLink } from '../../ports/link-store.contract.js'
import type { Stores } from '../../ports/stores.js'
import { sampleEntry } from '../../ports/audit-log.contract.js'
import { sampleProfile } from '../../ports/user-store.contract.js'
import { LossyWire } from './lossy-wire.fixture.js'
import { MongodbServer } from './mongodb-server.fixture.js'
import { openMongoStores } from './open-mongo-stores.js'

const missing = MongodbServer.missing
if (missing !== null) console.warn(`The tests of an absent MongoDB are skipped: ${missing}`)

const unavailable = { name: 'StreamBotError', code: 'store_unavailable' }

describe.skipIf(missing !== null)('MongoDB stores', () => {
  let server: MongodbServer
  beforeEach(async () => {
    server = await MongodbServer.start()
  })
  afterEach(() => server[Symbol.asyncDispose]())

  describe('while the database is away', () => {
    const TIMEOUT_MS = 400
    /** The limit, and what a busy machine adds. */
    const PATIENCE_MS = TIMEOUT_MS + 1000

    it.each<[string, (server: MongodbServer) => unknown, (server: MongodbServer) => unknown]>([
      ['is dead', (it) => it.kill(), (it) => it.restart()],
      ['answers nothing', (it) => it.freeze(), (it) => it.resume()],
    ])('say so in time when it %s, and go on by themselves when it is back', async (_, leave, comeBack) => {
      const stores = await open(server.url, TIMEOUT_MS)
      await stores.links.add(sampleLink)
      await leave(server)
      const startedMs = performance.now()
      await Promise.all(verbsOf(stores).map((verb) => expect(verb()).rejects.toMatchObject(unavailable)))
      expect(performance.now() - startedMs).toBeLessThan(PATIENCE_MS)
      await comeBack(server)
      await expect.poll(() => stores.check().then(() => 'back', String), { timeout: 10_000 }).toBe('back')
      expect(await stores.links.find(sampleLink.id)).toEqual(sampleLink)
    })

    it('do not wait for each other', async () => {
      const stores = await open(server.url, TIMEOUT_MS)
      server.freeze()
      const startedMs = performance.now()
      const wish = { key: 'a', rule: { limit: 1, windowMs: 1000 } }
      const answers = await Promise.allSettled(Array.from({ length: 100 }, () => stores.windows.take([wish], 1)))
      expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
      expect(performance.now() - startedMs).toBeLessThan(PATIENCE_MS)
    })

    it('are closed in time', async () => {
      const stores = await open(server.url, TIMEOUT_MS)
      await stores.check()
      server.freeze()
      const startedMs = performance.now()
      await stores[Symbol.asyncDispose]()
      expect(performance.now() - startedMs).toBeLessThan(PATIENCE_MS)
    })

    it('cannot be opened, which is said in time', async () => {
      const { url } = server
      await server.kill()
      const startedMs = performance.now()
      await expect(openMongoStores(url, 'streambot', { timeoutMs: TIMEOUT_MS })).rejects.toMatchObject(unavailable)
      expect(performance.now() - startedMs).toBeLessThan(PATIENCE_MS)
    })
  })

  describe('when an answer is lost', () => {
    let wire: LossyWire
    let stores: Stores
    beforeEach(async () => {
      wire = await LossyWire.to(server.url)
      stores = await open(wire.url, 5000)
    })
    afterEach(async () => {
      expect(wire.isWaiting).toBe(false)
      await wire[Symbol.asyncDispose]()
    })

    it('count a bandwidth report once', async () => {
      const report = { reporter: 'one', sequence: 1, month: '2026-11', bytesByUser: new Map([[7, 10]]) }
      wire.loseAnswerTo('update')
      expect(await stores.bandwidth.add(report)).toEqual({ serviceBytes: 10, bytesByUser: new Map([[7, 10]]) })
    })

    it('do again what may be done twice', async () => {
      wire.loseAnswerTo('findAndModify')
      expect(await stores.users.seen(sampleProfile, 5)).toMatchObject({ ...sampleProfile, firstSeenAtMs: 5 })
      wire.loseAnswerTo('insert')
      await stores.audit.write(sampleEntry)
      expect(await stores.audit.page(Infinity, 10)).toEqual([sampleEntry])
    })

    it('read again', async () => {
      wire.loseAnswerTo('find')
      expect(await stores.links.find(sampleLink.id)).toBeNull()
    })

    it('count readers once', async () => {
      await stores.links.add(sampleLink)
      wire.loseAnswerTo('update')
      const access = { linkId: sampleLink.id, downloads: 3, lastAccessAtMs: 5 }
      await stores.links.recordAccess({ reporter: 'one', sequence: 1, accesses: [access] })
      expect((await stores.links.find(sampleLink.id))?.downloads).toBe(3)
    })

    it('say so rather than do twice what has to be done once', async () => {
      await stores.links.add(sampleLink)
      wire.loseAnswerTo('update')
      await expect(stores.links.revoke(sampleLink.id, 5)).rejects.toMatchObject(unavailable)
      expect((await stores.links.find(sampleLink.id))?.revokedAtMs).toBe(5)
      wire.loseAnswerTo('delete')
      await expect(stores.settings.remove('a')).rejects.toMatchObject(unavailable)
    })
  })

  async function open(url: string, timeoutMs: number): Promise<Stores> {
    const stores = await openMongoStores(url, 'streambot', { timeoutMs })
    onTestFinished(() => stores[Symbol.asyncDispose]())
    return stores
  }
})

/** One of each way to ask. */
function verbsOf(stores: Stores): (() => Promise<unknown>)[] {
  const rule = { limit: 1, windowMs: 1000 }
  const report = { reporter: 'one', sequence: 1, month: '2026-11', bytesByUser: new Map([[7, 1]]) }
  return [
    () => stores.check(),
    () => stores.links.find(sampleLink.id),
    () => stores.links.add(sampleLink),
    () => stores.links.consumeDownload(sampleLink.id, 'one', 1),
    () => stores.keys.all(),
    () => stores.users.seen(sampleProfile, 1),
    () => stores.windows.take([{ key: 'a', rule }], 1),
    () => stores.bandwidth.add(report),
    async () => {
      for await (const _ of stores.archive.records()) return
    },
  ]
}
