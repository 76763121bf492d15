import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../world/account.js'
import { channelPeer } from '../../world/peer.js'
import { inputChannel, TestServices, type TestClient } from '../services.fixture.js'

let services: TestServices
let ann: Account
let bot: Account
let groupId: number
let asBot: TestClient

beforeEach(() => {
  services = new TestServices()
  ann = services.world.createUser({ firstName: 'Ann', languageCode: 'de' })
  bot = services.world.createBot({ username: 'shy_bot', seesGroups: false })
  groupId = services.world.createChannel({ title: 'Group', creatorId: ann.id, megagroup: true }).id
  services.world.join(groupId, bot.id, ann.id)
  asBot = services.client(bot)
})

const say = (text: string, replyToId?: number) =>
  services.world.sendAs(ann.id, channelPeer(groupId), { text, ...(replyToId === undefined ? {} : { replyToId }) })
const heard = () =>
  asBot.news('updateNewChannelMessage').flatMap(({ message }) => (message._ === 'message' ? [message.message] : []))
const read = (id: number, _: 'inputMessageID' | 'inputMessageReplyTo' = 'inputMessageID') =>
  asBot.call({ _: 'channels.getMessages', channel: inputChannel(services.world, bot, groupId), id: [{ _, id }] })

describe('a bot in privacy mode', () => {
  it('hears commands that may be meant for it and answers to itself, and nothing else', () => {
    for (const text of ['hello', '/link', '/link@shy_bot 2', '/link@other_bot', 'see /link', '/', '/linked?']) say(text)
    const own = services.world.sendAs(bot.id, channelPeer(groupId), { text: 'yes?' })
    say('no', own.id)
    say('no', 2)
    expect(heard()).toEqual(['/link', '/link@shy_bot 2', 'yes?', 'no'])
  })

  it('reads nothing else, but for what a message answers', async () => {
    const hidden = say('hello')
    const command = say('/link', hidden.id)
    await expect(read(hidden.id)).resolves.toMatchObject({ messages: [{ _: 'messageEmpty' }] })
    await expect(read(command.id)).resolves.toMatchObject({ messages: [{ message: '/link' }] })
    await expect(read(command.id, 'inputMessageReplyTo')).resolves.toMatchObject({ messages: [{ message: 'hello' }] })
  })

  it('is told as little of what it missed', async () => {
    const { pts } = services.world.channel(groupId).mailbox.changes
    say('hello')
    say('/link')
    const channel = inputChannel(services.world, bot, groupId)
    const filter = { _: 'channelMessagesFilterEmpty' } as const
    const missed = await asBot.call({ _: 'updates.getChannelDifference', channel, filter, pts, limit: 100 })
    expect(missed).toMatchObject({ pts: pts + 2, newMessages: [{ message: '/link' }] })
  })

  it('sees everything as an administrator, and in channels', async () => {
    services.world.promote(groupId, bot.id)
    const { id } = say('hello')
    expect(heard()).toEqual(['hello'])
    await expect(read(id)).resolves.toMatchObject({ messages: [{ message: 'hello' }] })
  })

  it('tells people that it does not see all there is', async () => {
    const seen = async (account: Account) => {
      const id = [
        {
          _: 'inputUser',
          userId: account.id,
          accessHash: services.world.accessHashes.hashFor(ann.id, 'user', account.id),
        },
      ] as const
      return services.client(ann).call({ _: 'users.getUsers', id: [...id] })
    }
    expect(await seen(services.world.createBot())).toMatchObject([{ botChatHistory: true }])
    expect((await seen(bot))[0]).not.toHaveProperty('botChatHistory', true)
  })
})

it('the language of people’s apps is told to bots, and to nobody else', () => {
  say('/hello')
  expect(asBot.pushed.at(-1)?.users).toContainEqual(expect.objectContaining({ id: ann.id, langCode: 'de' }))
  const bo = services.world.createUser()
  services.world.join(groupId, bo.id)
  const asBo = services.client(bo)
  say('/hello')
  expect(asBo.pushed.at(-1)?.users).not.toContainEqual(expect.objectContaining({ langCode: 'de' }))
})
