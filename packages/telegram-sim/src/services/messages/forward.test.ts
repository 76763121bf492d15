import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../world/account.js'
import { channelPeer, userPeer } from '../../world/peer.js'
import {
  asUpdates,
  freshRandomId,
  inputPeerChannel,
  inputPeerUser,
  sentMessage,
  TestServices,
  type TestClient,
} from '../services.fixture.js'

let services: TestServices
let ann: Account
let bot: Account
let logId: number
let asBot: TestClient

beforeEach(() => {
  services = new TestServices()
  ann = services.world.createUser({ firstName: 'Ann' })
  bot = services.world.createBot()
  logId = services.world.createChannel({ title: 'log', creatorId: ann.id }).id
  services.world.promote(logId, bot.id, ['postMessages'])
  services.world.startBot(ann.id, bot.id)
  asBot = services.client(bot)
})

const fromAnn = () => inputPeerUser(services.world, bot, ann)
const toLog = () => inputPeerChannel(services.world, bot, logId)
const file = (seed: string) => services.world.putSyntheticFile(5000, seed, { name: `${seed}.bin` }).id

function forward(id: number[], options: { dropAuthor?: boolean; dropMediaCaptions?: boolean } = {}) {
  const randomId = id.map(() => freshRandomId())
  const request = { _: 'messages.forwardMessages', fromPeer: fromAnn(), toPeer: toLog(), id, randomId } as const
  return asBot.call({ ...request, ...options })
}

describe('messages.forwardMessages', () => {
  it('shows where a message came from', async () => {
    services.world.sendAs(ann.id, userPeer(bot.id), { media: file('a'), text: 'caption' })
    const sent = sentMessage(await forward([2]))
    expect(sent).toMatchObject({
      message: 'caption',
      post: true,
      fwdFrom: { fromId: { _: 'peerUser', userId: ann.id } },
      media: { document: { attributes: [{ fileName: 'a.bin' }] } },
    })
    expect(sent.fromId).toBeUndefined()
  })

  it('copies without the author, and without captions if asked', async () => {
    services.world.sendAs(ann.id, userPeer(bot.id), { media: file('a'), text: 'caption' })
    expect(sentMessage(await forward([2], { dropAuthor: true }))).toMatchObject({ message: 'caption' })
    const bare = sentMessage(await forward([2], { dropAuthor: true, dropMediaCaptions: true }))
    expect([bare.message, bare.fwdFrom]).toEqual(['', undefined])
  })

  it('says which random id became which message, in order', async () => {
    for (const text of ['one', 'two']) services.world.sendAs(ann.id, userPeer(bot.id), { text })
    const { updates } = asUpdates(await forward([2, 3]))
    const ids = updates.filter((update) => update._ === 'updateMessageID').map(({ id }) => id)
    const posts = services.world.readChat(ann.id, channelPeer(logId)).slice(-2)
    expect(posts.map(({ id, text }) => [id, text])).toEqual([
      [ids[0], 'one'],
      [ids[1], 'two'],
    ])
  })

  it('keeps an album one album, and a new one', async () => {
    const drafts = ['a', 'b'].map((seed) => ({ media: file(seed) }))
    const [first] = services.world.sendAlbum(ann.id, userPeer(bot.id), drafts)
    await forward([2, 3])
    const groups = services.world
      .readChat(ann.id, channelPeer(logId))
      .slice(-2)
      .map(({ groupedId }) => groupedId)
    expect(groups[0]).toBe(groups[1])
    expect(groups[0]).not.toBeNull()
    expect(groups[0]).not.toBe(first?.groupedId)
  })

  it('credits the first author when a forward is forwarded', async () => {
    services.world.sendAs(ann.id, userPeer(bot.id), { text: 'mine' })
    const { id } = sentMessage(await forward([2]))
    const [again] = services.world.forwardAs(ann.id, channelPeer(logId), [id], userPeer(ann.id))
    expect(again?.forwardedFrom).toEqual(userPeer(ann.id))
    const [post] = services.world.readChat(ann.id, channelPeer(logId), 1)
    const own = services.world.sendAs(ann.id, channelPeer(logId), { text: 'post' })
    const [credited] = services.world.forwardAs(ann.id, channelPeer(logId), [own.id], userPeer(ann.id))
    expect([post?.forwardedFrom, credited?.forwardedFrom]).toEqual([userPeer(ann.id), channelPeer(logId)])
  })

  it('does it once for one random id', async () => {
    const randomId = [freshRandomId()]
    const peers = { fromPeer: fromAnn(), toPeer: toLog() }
    const request = { _: 'messages.forwardMessages' as const, ...peers, id: [1], randomId }
    const first = sentMessage(await asBot.call(request))
    const again = asUpdates(await asBot.call(request))
    expect(sentMessage(again).id).toBe(first.id)
    expect(again.updates).toMatchObject([{ _: 'updateMessageID' }, { _: 'updateNewChannelMessage', ptsCount: 0 }])
    expect(services.world.readChat(ann.id, channelPeer(logId)).filter(({ service }) => !service)).toHaveLength(1)
    const more = { ...request, id: [1, 1], randomId: [...randomId, freshRandomId()] }
    await expect(asBot.call(more)).rejects.toMatchObject({ code: 500, text: 'RANDOM_ID_DUPLICATE' })
  })

  it('brings nothing from a bot to whoever has blocked it, is gone, or never wrote to it', async () => {
    const [blocker, leaver, stranger] = ['Bo', 'Lea', 'Sam'].map((firstName) =>
      services.world.createUser({ firstName }),
    )
    for (const { id } of [blocker!, leaver!]) services.world.startBot(id, bot.id)
    services.world.block(blocker!.id, bot.id)
    services.world.deleteAccount(leaver!.id)
    const forwardTo = (person: Account) => {
      const toPeer = inputPeerUser(services.world, bot, person)
      const randomId = [freshRandomId()]
      return asBot.call({ _: 'messages.forwardMessages', fromPeer: fromAnn(), toPeer, id: [1], randomId })
    }
    await expect(forwardTo(blocker!)).rejects.toMatchObject({ code: 400, text: 'USER_IS_BLOCKED' })
    await expect(forwardTo(leaver!)).rejects.toMatchObject({ code: 400, text: 'INPUT_USER_DEACTIVATED' })
    await expect(forwardTo(stranger!)).rejects.toMatchObject({ code: 400, text: 'PEER_ID_INVALID' })
  })

  it('refuses messages that are not there or may not be taken out', async () => {
    await expect(forward([99])).rejects.toMatchObject({ text: 'MESSAGE_ID_INVALID' })
    await expect(forward([])).rejects.toMatchObject({ text: 'MESSAGE_IDS_EMPTY' })
    const closed = services.world.createChannel({ title: 'closed', creatorId: ann.id, noForwards: true })
    const post = services.world.sendAs(ann.id, channelPeer(closed.id), { text: 'secret' })
    const out = () => services.world.forwardAs(ann.id, channelPeer(closed.id), [post.id], userPeer(ann.id))
    expect(out).toThrow('CHAT_FORWARDS_RESTRICTED')
  })
})

describe('albums', () => {
  const item = (message: string, thing = { _: 'inputMediaDice', emoticon: '🎲' } as const) => ({
    _: 'inputSingleMedia' as const,
    media: thing,
    randomId: freshRandomId(),
    message,
  })

  it('arrive as one container with one group', async () => {
    const asAnn = services.client(ann)
    const multiMedia = [item('first'), item('')]
    await asBot.call({ _: 'messages.sendMultiMedia', peer: fromAnn(), multiMedia })
    expect(asAnn.pushed).toHaveLength(1)
    const [one, two] = asAnn.news('updateNewMessage').map(({ message }) => (message._ === 'message' ? message : null))
    expect(one?.groupedId?.equals(two?.groupedId ?? 0)).toBe(true)
  })

  it('hold at most ten', async () => {
    const multiMedia = Array.from({ length: 11 }, () => item(''))
    const sent = asBot.call({ _: 'messages.sendMultiMedia', peer: fromAnn(), multiMedia })
    await expect(sent).rejects.toMatchObject({ text: 'MULTI_MEDIA_TOO_LONG' })
  })
})
