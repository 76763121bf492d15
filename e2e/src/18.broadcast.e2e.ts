/** One message to ten thousand people, on a bad day: everybody who can be reached has it once, whatever happens on the way. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openStores, type StreamBot, type Stores } from 'streambot'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ChildServer } from './child-server.js'
import { Crowd, type Post } from './18.crowd.js'
import { TestServer } from './test-server.js'

const PEOPLE = 10_000
/** What the simulated Telegram takes with ease; the pace itself is tested where time is made up. */
const ENV = { BROADCASTS_PER_SECOND: '1000', LOG_LEVEL: 'info' }
const JOURNEY = { timeout: 120_000 }
const ADMIN = 'user:1'
/** As many a crash may ask again. */
const MOST_BEYOND_CURSOR = 50

type Broadcasts = StreamBot['broadcasts']
type Progress = NonNullable<Awaited<ReturnType<Broadcasts['progress']>>>

describe('a broadcast to ten thousand people', JOURNEY, () => {
  let server: TestServer
  let crowd: Crowd
  let posts = 0

  beforeAll(async () => {
    server = await TestServer.open({ workers: 0, env: ENV })
    crowd = await Crowd.gather(server, PEOPLE)
  }, JOURNEY.timeout)
  afterAll(() => server[Symbol.asyncDispose]())

  const post = (fileId?: string) => crowd.post(`News ${++posts}`, fileId)
  const asked = () => server.sim.counters.read().calls['messages.forwardMessages'] ?? 0
  const atForward = () => ({ accountId: server.bot.id, method: 'messages.forwardMessages' })

  it('reaches each who can be reached once, through waits and lost connections, and marks the others', async () => {
    crowd.lose(100)
    const news = post(server.sim.world.putSyntheticFile(5000, 'news', { mimeType: 'video/mp4' }).id)
    const { faults } = server.sim
    faults.floodWait(1, { ...atForward(), nth: 1500 })
    faults.floodWait(3, { ...atForward(), nth: 4000 })
    faults.dropConnection({ ...atForward(), nth: 6000 })
    const { reports, ended } = await started(news)
    const report = await ended
    expect(crowd.wronged(news)).toEqual([])
    const reachable = crowd.reachable.length
    expect(report).toMatchObject({ state: 'done', reason: null, people: PEOPLE, failed: 0 })
    expect([report.sent, report.unreachable]).toEqual([reachable, PEOPLE - reachable])
    expect(PEOPLE - reachable).toBeGreaterThan(190)
    faults.assertAllFired()
    expect(reports.some(({ waitsUntilMs }) => waitsUntilMs !== null)).toBe(true)
    expect(reports.length).toBeGreaterThan(4)
    const counts = reports.map(({ sent }) => sent)
    expect(counts).toEqual([...counts].sort((one, other) => one - other))
    expect(server.log).toContain(`The broadcast ${report.id} is done`)
  })

  it('stops half-way when it is cancelled, also by a bot whose session was lost and who knows nobody', async () => {
    await server.stop()
    for (const rest of ['', '-wal', '-shm']) {
      await rm(join(server.directory, 'sessions', `streambot-${server.bot.id}.session${rest}`), { force: true })
    }
    await server.start()
    const news = post()
    const halfWay = crowd.arriving(news, 3000)
    const { id, ended } = await started(news)
    await halfWay
    expect(await server.broadcasts.cancel(ADMIN, id)).toBe(true)
    const arrived = crowd.arrived(news)
    const report = await ended
    expect(report).toMatchObject({ state: 'cancelled', sent: arrived, failed: 0 })
    expect(arrived).toBeLessThan(4000)
    expect(await server.broadcasts.cancel(ADMIN, id)).toBe(false)
    await server.ask({ text: '/help' })
    expect(crowd.arrived(news)).toBe(arrived)
  })

  it('is finished by a server that was killed and then stopped half-way: nobody has it twice, and who is lost is not asked', async () => {
    const news = post()
    await server.stop()
    const database = await open(server)
    const id = await leftBehind(database, server, news)
    server.sim.counters.reset()

    const killed = await ChildServer.start({ ...server.env, ...ENV })
    await crowd.arriving(news, 3000)
    killed.kill('SIGKILL')
    await killed.exitCode()
    const repeated = await askedTwice(database, id)
    expect(repeated).toBeGreaterThan(0)
    expect(repeated).toBeLessThanOrEqual(MOST_BEYOND_CURSOR)

    const stopped = await ChildServer.start({ ...server.env, ...ENV })
    await crowd.arriving(news, 3000)
    stopped.kill('SIGTERM')
    expect(await stopped.exitCode(), stopped.output).toBe(0)
    expect(await askedTwice(database, id)).toBe(0)

    const last = await ChildServer.start({ ...server.env, ...ENV })
    await last.logs(/^The broadcast [0-9a-f]{16} is done$/)
    expect(crowd.wronged(news)).toEqual([])
    const reachable = crowd.reachable.length
    const found = await database.broadcasts.find(id)
    expect(found).toMatchObject({ state: 'done', sent: reachable, unreachable: PEOPLE - reachable, failed: 0 })
    expect(asked()).toBe(reachable + repeated)

    /** How many have the message and are beyond the cursor. */
    async function askedTwice(stores: Stores, broadcastId: string): Promise<number> {
      const { sent = 0 } = (await stores.broadcasts.find(broadcastId)) ?? {}
      return crowd.arrived(news) - sent
    }
  })

  async function started(news: Post): Promise<{ id: string; reports: Progress[]; ended: Promise<Progress> }> {
    const { broadcasts } = server
    const reports: Progress[] = []
    const id = await broadcasts.start(server.ada.id, news)
    const ended = new Promise<Progress>((resolve) => {
      const forget = broadcasts.onProgress((progress) => {
        if (progress.id !== id) return
        reports.push(progress)
        if (progress.state === 'running') return
        forget()
        resolve(progress)
      })
    })
    return { id, reports, ended }
  }
})

async function open({ directory }: TestServer): Promise<Stores> {
  const path = join(directory, 'streambot.db')
  const stores = await openStores({ provider: 'sqlite', path, whenAway: 'wait' }, null)
  onTestFinished(() => stores[Symbol.asyncDispose]())
  return stores
}

/** By a server that crashed as soon as it had written it down. */
async function leftBehind(stores: Stores, { bot, ada }: TestServer, { chatId, messageId }: Post): Promise<string> {
  const id = 'fedcba9876543210'
  const nothing = { reason: null, cursor: 0, sent: 0, unreachable: 0, failed: 0, finishedAtMs: null }
  const where = { botId: bot.id, adminId: ada.id, fromChatId: chatId, messageId, reportMessageId: null }
  await stores.broadcasts.add({ id, ...where, createdAtMs: Date.now(), state: 'running', ...nothing })
  return id
}
