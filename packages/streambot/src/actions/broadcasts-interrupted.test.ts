import { describe, expect, it } from 'vitest'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { BOT_ID, eachOnce, sorted, stageWith } from './broadcasts.fixture.js'

const SECOND_MS = 1000

const setUp = (people: number) => stageWith(openMemoryStores(), people)

describe('a cancel', () => {
  it('stops it at once; what was in flight is counted', async () => {
    const { stage, time, telegram } = await setUp(500)
    const instance = stage.instance()
    const id = await instance.start()
    await time.advance(4000)
    const asked = telegram.calls.length
    const cancelling = instance.broadcasts.cancel('user:2', id)
    expect((await instance.ended()).state).toBe('cancelled')
    expect(await cancelling).toBe(true)
    await time.advance(60_000)
    expect(telegram.calls).toHaveLength(asked)
    expect(telegram.chats.size).toBe(asked)
    expect(instance.reports.at(-1)).toMatchObject({ state: 'cancelled', reason: null, sent: asked })
    expect(await stage.stores.broadcasts.find(id)).toMatchObject({ state: 'cancelled', sent: asked })
    expect(await stage.stores.audit.page(Infinity, 1)).toMatchObject([{ actor: 'user:2', action: 'broadcast.cancel' }])
  })

  it('counts those who have it though somebody before them waits for Telegram, and does not wait itself', async () => {
    const { stage, time, telegram } = await setUp(500)
    const hour = { kind: 'wait', retryAfterMs: 3_600_000 } as const
    telegram.fateOf = ({ userId }) => (userId === 60 ? hour : null)
    const instance = stage.instance()
    const id = await instance.start()
    await time.until(() => telegram.calls.some(({ userId }) => userId === 62))
    const startMs = time.now()
    const cancelling = instance.broadcasts.cancel('user:2', id)
    await instance.ended()
    expect(await cancelling).toBe(true)
    expect(time.now() - startMs).toBeLessThan(SECOND_MS)
    expect(telegram.chats.size).toBeGreaterThan(60)
    expect(await stage.stores.broadcasts.find(id)).toMatchObject({ sent: telegram.chats.size, state: 'cancelled' })
  })

  it('of what is over, or never was, is none', async () => {
    const { stage } = await setUp(3)
    const instance = stage.instance()
    const id = await instance.start()
    await instance.ended()
    expect(await instance.broadcasts.cancel('user:2', id)).toBe(false)
    expect(await instance.broadcasts.cancel('user:2', 'ffffffffffffffff')).toBe(false)
    expect(await stage.stores.audit.page(Infinity, 1)).toMatchObject([{ action: 'broadcast.end' }])
  })

  it('that cannot be written down is none: it says so, and the broadcast goes on', async () => {
    const { stage, ids, time, telegram } = await setUp(200)
    const instance = stage.instance()
    const id = await instance.start()
    await time.advance(2000)
    stage.outage = 'before'
    const cancelling = instance.broadcasts.cancel('user:2', id).catch((error: unknown) => error)
    await time.advance(5000)
    expect(await cancelling).toMatchObject({ code: 'store_unavailable' })
    stage.outage = null
    expect(await instance.ended()).toMatchObject({ state: 'done', sent: 200 })
    expect(sorted(telegram.chats)).toEqual(eachOnce(ids))
  })

  it('by another instance stops it within a step', async () => {
    const { stage, time, telegram } = await setUp(500)
    const [instance, other] = [stage.instance(), stage.instance()]
    const id = await instance.start()
    await time.advance(3000)
    expect(await other.broadcasts.cancel('user:2', id)).toBe(true)
    const asked = telegram.calls.length
    expect(await instance.ended()).toMatchObject({ state: 'cancelled' })
    await time.advance(60_000)
    expect(telegram.calls.length - asked).toBeLessThanOrEqual(50)
  })
})

describe('a stop', () => {
  it('asks nobody more, lets what is in flight land, and the next start asks nobody again', async () => {
    const { stage, ids, time, telegram } = await setUp(300)
    const instance = stage.instance()
    await instance.start()
    await time.advance(4010)
    const asked = telegram.calls.length
    const stopping = instance.broadcasts[Symbol.asyncDispose]()
    await time.advance(200)
    await stopping
    expect(time.timersLeft).toBe(0)
    expect(telegram.calls).toHaveLength(asked)
    expect(await stage.stores.broadcasts.running()).toMatchObject([{ cursor: asked, sent: asked }])

    const next = stage.instance()
    next.broadcasts.resume()
    next.broadcasts.resume()
    expect(await next.ended()).toMatchObject({ state: 'done', sent: 300 })
    expect(telegram.calls.map(({ userId }) => userId)).toEqual(ids)
  })

  it('does not wait for Telegram or the database', async () => {
    const { stage, time, telegram } = await setUp(300)
    telegram.roundTripMs = 60_000
    const instance = stage.instance()
    await instance.start()
    await time.advance(1000)
    stage.outage = 'before'
    const startMs = time.now()
    let isStopped = false
    void instance.broadcasts[Symbol.asyncDispose]().then(() => (isStopped = true))
    await time.until(() => isStopped)
    expect(time.now() - startMs).toBeLessThanOrEqual(2000)
  })

  it('of an instance that has nothing to do is nothing', async () => {
    const { stage } = await setUp(3)
    const instance = stage.instance()
    instance.broadcasts.resume()
    await stage.time.advance(1)
    await instance.broadcasts[Symbol.asyncDispose]()
    expect(stage.time.timersLeft).toBe(0)
  })
})

describe('after a crash', () => {
  it('no more than fifty people are asked again, and nobody gets it twice', async () => {
    const { stage, ids, time, telegram } = await setUp(400)
    telegram.roundTripMs = 1500
    const instance = stage.instance()
    await instance.start()
    await time.advance(8000)
    instance.kill()
    const asked = telegram.calls.length
    const next = stage.instance()
    next.broadcasts.resume()
    expect(await next.ended()).toMatchObject({ state: 'done', sent: 400 })
    expect(sorted(telegram.chats)).toEqual(eachOnce(ids))
    expect(asked).toBeGreaterThan(100)
    expect(telegram.calls.length).toBeGreaterThan(400)
    expect(telegram.calls.length).toBeLessThanOrEqual(450)
  })

  it('another bot on the same database leaves it alone: it has no such message', async () => {
    const { stage, time, telegram } = await setUp(100)
    const instance = stage.instance()
    await instance.start()
    await time.advance(1000)
    instance.kill()
    const asked = telegram.calls.length
    const other = stage.instance({ botId: BOT_ID + 1 })
    other.broadcasts.resume()
    await time.advance(60_000)
    expect(telegram.calls).toHaveLength(asked)
  })
})

describe('while the database is away', () => {
  it.each(['before', 'after'] as const)(
    'it waits, with at most fifty people asked, and goes on by itself, when calls fail %s they were carried out',
    async (outage) => {
      const { stage, ids, time, telegram } = await setUp(400)
      const instance = stage.instance()
      const id = await instance.start()
      await time.advance(3000)
      stage.outage = outage
      const stored = await stage.stores.broadcasts.find(id)
      await time.advance(300_000)
      expect(telegram.calls.length - stored!.cursor).toBeLessThanOrEqual(50)
      stage.outage = null
      expect(await instance.ended()).toMatchObject({ state: 'done', sent: 400, failed: 0 })
      expect(sorted(telegram.chats)).toEqual(eachOnce(ids))
      expect(telegram.calls).toHaveLength(400)
      expect(stage.troubles).toEqual([])
    },
  )

  it('none is begun, and one that is found at the start begins when it is back', async () => {
    const { stage, time } = await setUp(10)
    stage.outage = 'before'
    const instance = stage.instance()
    await expect(instance.start()).rejects.toMatchObject({ code: 'store_unavailable' })
    stage.outage = null
    const killed = stage.instance()
    await killed.start()
    killed.kill()
    stage.outage = 'before'
    instance.broadcasts.resume()
    await time.advance(60_000)
    stage.outage = null
    expect(await instance.ended()).toMatchObject({ state: 'done', sent: 10 })
  })
})

describe('of two instances', () => {
  it('one stands back, and people get it once', async () => {
    const { stage, ids, telegram } = await setUp(2000)
    const [one, other] = [stage.instance(), stage.instance()]
    await one.start()
    other.broadcasts.resume()
    expect(await one.ended()).toMatchObject({ state: 'done' })
    expect(await other.ended()).toMatchObject({ state: 'done', sent: 2000 })
    expect(sorted(telegram.chats)).toEqual(eachOnce(ids))
    expect(telegram.calls.length).toBeLessThanOrEqual(2000 + 50)
  })

  it('the one that stands back goes on when the other one dies', async () => {
    const { stage, ids, time, telegram } = await setUp(1000)
    const instances = [stage.instance(), stage.instance()]
    await instances[0]!.start()
    instances[1]!.broadcasts.resume()
    await time.advance(10_000)
    // Whoever reports goes on with it.
    const before = instances.map(({ reports }) => reports.length)
    await time.advance(5000)
    const running = instances.findIndex(({ reports }, at) => reports.length > before[at]!)
    instances[running]!.kill()
    const report = await instances[1 - running]!.ended()
    expect(report).toMatchObject({ state: 'done', sent: 1000 })
    expect(sorted(telegram.chats)).toEqual(eachOnce(ids))
  })
})
