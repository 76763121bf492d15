/** What Telegram may answer while a broadcast is sent, one thing at a time, and what comes of it for the people. */
import { join } from 'node:path'
import { userPeer, type Account, type MessageDraft } from '@streambot/telegram-sim'
import { openStores, type StreamBot, type Stores } from 'streambot'
import { expect, it, onTestFinished } from 'vitest'
import { Crowd, type Post } from './18.crowd.js'
import { TestServer } from './test-server.js'

const PEOPLE = 8

type Progress = NonNullable<Awaited<ReturnType<StreamBot['broadcasts']['progress']>>>

async function setUp() {
  const server = await TestServer.create({ workers: 0, env: { BROADCASTS_PER_SECOND: '1000' } })
  const crowd = await Crowd.gather(server, PEOPLE)
  const aim = { accountId: server.bot.id, method: 'messages.forwardMessages' }
  return { server, crowd, aim, faults: server.sim.faults, world: server.sim.world }
}

async function sent({ broadcasts, ada }: TestServer, post: Post): Promise<Progress> {
  const id = await broadcasts.start(ada.id, post)
  return new Promise((resolve) => {
    const forget = broadcasts.onProgress((progress) => {
      if (progress.id !== id || progress.state === 'running') return
      forget()
      resolve(progress)
    })
  })
}

/** As another program sees it. */
async function database({ directory }: TestServer): Promise<Stores> {
  const path = join(directory, 'streambot.db')
  const stores = await openStores({ provider: 'sqlite', path, whenAway: 'wait' }, null)
  onTestFinished(() => stores[Symbol.asyncDispose]())
  return stores
}

async function markedIn(stores: Stores): Promise<number[]> {
  const users = await stores.users.page(0, 1000)
  return users.filter(({ unreachableSinceMs }) => unreachableSinceMs !== null).map(({ id }) => id)
}

it('who has blocked the bot or is gone is marked, until they write again', async () => {
  const { server, crowd, world } = await setUp()
  const [, blocker, leaver] = crowd.people as [Account, Account, Account]
  const stores = await database(server)
  world.block(blocker.id, server.bot.id)
  world.deleteAccount(leaver.id)
  expect(await sent(server, crowd.post('one'))).toMatchObject({ sent: PEOPLE - 2, unreachable: 2, failed: 0 })
  expect(await markedIn(stores)).toEqual([blocker.id, leaver.id])

  world.unblock(blocker.id, server.bot.id)
  await server.ask({ text: '/start' }, blocker)
  const again = crowd.post('two')
  expect(await sent(server, again)).toMatchObject({ sent: PEOPLE - 1, unreachable: 1, failed: 0 })
  expect(crowd.wronged(again)).toEqual([])
  expect(await markedIn(stores)).toEqual([leaver.id])
})

it('who was only ever named by an admin cannot be written to, which is said and not held against them', async () => {
  const { server, crowd, world } = await setUp()
  const stores = await database(server)
  const stranger = world.createUser()
  await stores.users.update(stranger.id, { isAuthorized: true }, 1)
  const post = crowd.post('news')
  expect(await sent(server, post)).toMatchObject({ sent: PEOPLE, unreachable: 1, failed: 0, failures: [] })
  expect(crowd.wronged(post)).toEqual([])
  expect(await markedIn(stores)).toEqual([])
})

it('who meets trouble of Telegram’s own gets it a moment later', async () => {
  const { server, crowd, aim, faults } = await setUp()
  const post = crowd.post('news')
  faults.internal({ ...aim, nth: 3 })
  expect(await sent(server, post)).toMatchObject({ state: 'done', sent: PEOPLE, failed: 0 })
  expect(crowd.wronged(post)).toEqual([])
})

it.each(['authKeyUnregistered', 'authKeyForgotten', 'dropConnection'] as const)(
  'what is lost with the login or the connection is sent when it is back: %s',
  async (fault) => {
    const { server, crowd, aim, faults } = await setUp()
    const post = crowd.post('news')
    faults[fault]({ ...aim, nth: 4 })
    expect(await sent(server, post)).toMatchObject({ state: 'done', sent: PEOPLE, failed: 0 })
    expect(crowd.wronged(post)).toEqual([])
  },
)

it('nothing is lost while Telegram is away', async () => {
  const { server, crowd, faults, world } = await setUp()
  const post = crowd.post('news')
  const homeDc = world.account(server.bot.id).homeDcId
  await faults.dcDown(homeDc)
  const ended = sent(server, post)
  await new Promise<void>((resolve) => server.broadcasts.onProgress(() => resolve()))
  expect(crowd.arrived(post)).toBe(0)
  await faults.dcUp(homeDc)
  expect(await ended).toMatchObject({ state: 'done', sent: PEOPLE, failed: 0 })
  expect(crowd.wronged(post)).toEqual([])
})

it('a message that is deleted meanwhile ends it, and the report says so', async () => {
  const { server, crowd, aim, faults, world } = await setUp()
  const post = crowd.post('news')
  // One has been told to wait when Ada changes her mind; the others have it.
  faults.floodWait(1, { ...aim, nth: 4 })
  const ended = sent(server, post)
  await crowd.arriving(post, 3)
  world.deleteMessages(server.bot.id, userPeer(server.ada.id), [post.messageId])
  const report = await ended
  expect(report).toMatchObject({ state: 'cancelled', failed: 0 })
  expect(report.reason).toMatch(/^The message was deleted/)
  expect(report.sent).toBe(crowd.arrived(post))
  expect(report.sent).toBeLessThan(PEOPLE)
})

it('a message arrives as it is: its text with its formats, its media, and nothing of who wrote it', async () => {
  const { server, crowd, world } = await setUp()
  const bold = [{ _: 'messageEntityBold', offset: 0, length: 4 } as const]
  const photo = world.putSyntheticFile(5000, 'photo', { kind: 'photo', width: 100, height: 100 }).id
  const film = world.putSyntheticFile(5000, 'film', { mimeType: 'video/mp4', name: 'film.mp4' }).id
  const drafts: MessageDraft[] = [
    { text: 'bold and plain', entities: bold },
    { media: photo, text: 'bold', entities: bold },
    { media: film },
  ]
  const [, reader] = crowd.people as [Account, Account]
  const chat = userPeer(server.bot.id)
  for (const draft of drafts) {
    const original = world.sendAs(server.ada.id, chat, draft)
    const atBot = world.readChat(server.bot.id, userPeer(server.ada.id)).findLast(({ out }) => !out)
    const text = draft.text ?? ''
    await sent(server, { text, fileId: null, chatId: server.ada.id, messageId: atBot!.id })
    const copy = world.readChat(reader.id, chat).at(-1)
    expect(copy).toMatchObject({ text, forwardedFrom: null, senderId: server.bot.id, out: false })
    expect([copy?.entities, copy?.media]).toEqual([original.entities, original.media])
  }
})
