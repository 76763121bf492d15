import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../world/account.js'
import { channelPeer, userPeer } from '../../world/peer.js'
import { inputChannel, inputPeerChannel, inputPeerUser, TestServices, type TestClient } from '../services.fixture.js'

let services: TestServices
let ann: Account
let bot: Account

beforeEach(() => set(new TestServices()))

function set(fresh: TestServices): void {
  services = fresh
  ann = services.world.createUser({ firstName: 'Ann' })
  bot = services.world.createBot()
  services.world.startBot(ann.id, bot.id)
}

const say = (text: string) => services.world.sendAs(ann.id, userPeer(bot.id), { text })
const stateOf = (client: TestClient) => client.call({ _: 'updates.getState' })

async function difference(client: TestClient, since: { pts: number; qts: number; date: number }) {
  return await client.call({ _: 'updates.getDifference', pts: since.pts, qts: since.qts, date: since.date })
}

describe('pushed updates', () => {
  it('reach every session of the account but the one that caused them', async () => {
    const [one, two] = [services.client(bot), services.client(bot)]
    say('hello')
    expect([one, two].map((client) => client.news('updateNewMessage').length)).toEqual([1, 1])
    const answer = await one.say(inputPeerUser(services.world, bot, ann), 'hi')
    expect(answer.updates).toMatchObject([{ _: 'updateMessageID' }, { _: 'updateNewMessage', message: { out: true } }])
    expect([one, two].map((client) => client.news('updateNewMessage').length)).toEqual([1, 2])
  })

  it('leave sessions alone that did not ask, and strangers', () => {
    const worker = services.client(bot, { wantsUpdates: false })
    const stranger = services.client(services.world.createUser())
    const nobody = services.client()
    say('hello')
    expect([worker, stranger, nobody].flatMap(({ pushed }) => pushed)).toEqual([])
  })

  it('count without gaps', async () => {
    const client = services.client(bot)
    const { pts } = await stateOf(client)
    for (const text of ['one', 'two', 'three']) say(text)
    expect(client.news('updateNewMessage').map((update) => update.pts)).toEqual([pts + 1, pts + 2, pts + 3])
  })

  it('of a channel reach its members, with the channel’s own count', () => {
    const channel = services.world.createChannel({ title: 'log', creatorId: ann.id })
    services.world.promote(channel.id, bot.id)
    const client = services.client(bot)
    services.world.sendAs(ann.id, channelPeer(channel.id), { text: 'post' })
    const [update] = client.news('updateNewChannelMessage')
    expect(update).toMatchObject({ pts: channel.mailbox.changes.pts, ptsCount: 1, message: { message: 'post' } })
    expect(client.pushed.at(-1)?.chats).toMatchObject([{ _: 'channel', id: channel.id, title: 'log' }])
  })
})

describe('updates.getDifference', () => {
  it('is empty for who missed nothing', async () => {
    const client = services.client(bot)
    await expect(difference(client, await stateOf(client))).resolves.toMatchObject({ _: 'updates.differenceEmpty' })
  })

  it('tells what was sent, changed and removed meanwhile, as it now is', async () => {
    const client = services.client(bot)
    const before = await stateOf(client)
    const [kept, gone] = [say('kept'), say('gone')]
    services.world.editAs(ann.id, userPeer(bot.id), kept.id, { text: 'edited' })
    services.world.editAs(ann.id, userPeer(bot.id), 1, { text: 'old one edited' })
    services.world.deleteMessages(ann.id, userPeer(bot.id), [gone.id])
    const missed = await difference(client, before)
    expect(missed).toMatchObject({
      _: 'updates.difference',
      newMessages: [{ message: 'edited' }],
      otherUpdates: [{ _: 'updateEditMessage', message: { message: 'old one edited' } }, { _: 'updateDeleteMessages' }],
      users: [{ id: ann.id }],
      state: { pts: before.pts + 5 },
    })
    await expect(difference(client, await stateOf(client))).resolves.toMatchObject({ _: 'updates.differenceEmpty' })
  })

  it('comes in slices that lose nothing', async () => {
    const client = services.client(bot)
    let since = await stateOf(client)
    const texts = Array.from({ length: 1200 }, (_, index) => `text ${index}`)
    texts.forEach(say)
    const got: string[] = []
    for (let asked = 0; asked < 10; asked += 1) {
      const missed = await difference(client, since)
      if (missed._ !== 'updates.difference' && missed._ !== 'updates.differenceSlice') break
      got.push(...missed.newMessages.map((message) => (message._ === 'message' ? message.message : '')))
      since = missed._ === 'updates.difference' ? missed.state : missed.intermediateState
    }
    expect(got).toEqual(texts)
  })

  it('is too long for who was away longer than the log reaches', async () => {
    set(new TestServices({ updateLogLimit: 10 }))
    const client = services.client(bot)
    const before = await stateOf(client)
    for (let index = 0; index < 30; index += 1) say(`${index}`)
    const { pts } = await stateOf(client)
    await expect(difference(client, before)).resolves.toEqual({ _: 'updates.differenceTooLong', pts })
  })

  it('tells of joins and of buttons pressed while nobody was there, once', async () => {
    const before = await stateOf(services.client(bot, { wantsUpdates: false }))
    const channel = services.world.createChannel({ title: 'log', creatorId: ann.id })
    services.world.promote(channel.id, bot.id)
    const data = Buffer.from('go')
    services.world.sendAs(bot.id, userPeer(ann.id), { text: '?', buttons: [[{ text: 'Go', data }]] })
    const answer = services.world.pressButton(ann.id, userPeer(bot.id), 2, data)
    const client = services.client(bot)
    const missed = await difference(client, before)
    const kinds = 'otherUpdates' in missed ? missed.otherUpdates.map(({ _ }) => _) : []
    expect(kinds).toContain('updateChannelParticipant')
    expect(kinds).toContain('updateBotCallbackQuery')
    expect(kinds).toContain('updateChannelTooLong')
    const again = await difference(client, before)
    const repeated = 'otherUpdates' in again ? again.otherUpdates.map(({ _ }) => _) : []
    expect(repeated).not.toContain('updateBotCallbackQuery')
    services.clock.advance(10_000)
    await expect(answer).rejects.toThrow('BOT_RESPONSE_TIMEOUT')
  })
})

describe('updates.getChannelDifference', () => {
  function channelDifference(client: TestClient, viewer: Account, channelId: number, pts: number, limit = 100) {
    const channel = inputChannel(services.world, viewer, channelId)
    const filter = { _: 'channelMessagesFilterEmpty' } as const
    return client.call({ _: 'updates.getChannelDifference', force: true, channel, filter, pts, limit })
  }

  it('tells a member what was posted since, in steps', async () => {
    const channel = services.world.createChannel({ title: 'log', creatorId: ann.id })
    services.world.promote(channel.id, bot.id)
    const client = services.client(bot)
    const { pts } = channel.mailbox.changes
    for (const text of ['one', 'two', 'three']) services.world.sendAs(ann.id, channelPeer(channel.id), { text })
    const first = await channelDifference(client, bot, channel.id, pts, 2)
    expect(first).toMatchObject({ newMessages: [{ message: 'one' }, { message: 'two' }], pts: pts + 2 })
    expect(first.final).toBeUndefined()
    const second = await channelDifference(client, bot, channel.id, pts + 2, 2)
    expect(second).toMatchObject({ final: true, newMessages: [{ message: 'three' }] })
    const last = await channelDifference(client, bot, channel.id, pts + 3)
    expect(last).toMatchObject({ _: 'updates.channelDifferenceEmpty', final: true, pts: pts + 3 })
  })

  it('is for members, and too long beyond the log', async () => {
    set(new TestServices({ updateLogLimit: 5 }))
    const channel = services.world.createChannel({ title: 'log', creatorId: ann.id })
    const client = services.client(bot)
    const refused = channelDifference(client, bot, channel.id, 1)
    await expect(refused).rejects.toMatchObject({ text: 'CHANNEL_PRIVATE' })
    services.world.promote(channel.id, bot.id)
    for (let index = 0; index < 20; index += 1)
      services.world.sendAs(ann.id, channelPeer(channel.id), { text: `${index}` })
    const missed = await channelDifference(client, bot, channel.id, 1)
    expect(missed).toMatchObject({
      _: 'updates.channelDifferenceTooLong',
      dialog: { pts: channel.mailbox.changes.pts },
    })
  })
})

it('a megagroup tells who wrote, a channel does not', async () => {
  const group = services.world.createChannel({ title: 'group', creatorId: ann.id, megagroup: true })
  services.world.join(group.id, bot.id, ann.id)
  const client = services.client(bot)
  await services.client(ann).say(inputPeerChannel(services.world, ann, group.id), 'hi all')
  expect(client.news('updateNewChannelMessage').at(-1)?.message).toMatchObject({ fromId: { userId: ann.id } })
})
