import type { tl } from '@mtcute/core'
import Long from 'long'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../world/account.js'
import { channelPeer } from '../../world/peer.js'
import {
  inputChannel,
  inputPeerChannel,
  inputPeerUser,
  sentMessage,
  TestServices,
  type TestClient,
} from '../services.fixture.js'

let services: TestServices
let ann: Account
let bot: Account
let channelId: number
let asAnn: TestClient
let asBot: TestClient

beforeEach(() => {
  services = new TestServices()
  ann = services.world.createUser({ firstName: 'Ann' })
  bot = services.world.createBot()
  channelId = services.world.createChannel({ title: 'log', creatorId: ann.id }).id
  asAnn = services.client(ann)
  asBot = services.client(bot)
})

const seenBy = (viewer: Account) => inputChannel(services.world, viewer, channelId)
const peerSeenBy = (viewer: Account) => inputPeerChannel(services.world, viewer, channelId)
const zeroHash = () => ({ _: 'inputChannel' as const, channelId, accessHash: Long.ZERO })
const inputUser = (viewer: Account, target: Account) =>
  ({ ...inputPeerUser(services.world, viewer, target), _: 'inputUser' }) as const

function read(client: TestClient, channel: tl.TypeInputChannel, ids = [1]) {
  return client.call({
    _: 'channels.getMessages',
    channel,
    id: ids.map((id) => ({ _: 'inputMessageID' as const, id })),
  })
}

describe('a bot in a channel', () => {
  it('sees nothing before it is a member', async () => {
    await expect(read(asBot, seenBy(bot))).rejects.toMatchObject({ code: 400, text: 'CHANNEL_PRIVATE' })
    await expect(read(asBot, zeroHash())).rejects.toMatchObject({ code: 400, text: 'CHANNEL_PRIVATE' })
    const lookup = asBot.call({ _: 'channels.getChannels', id: [seenBy(bot)] })
    await expect(lookup).rejects.toMatchObject({ text: 'CHANNEL_PRIVATE' })
  })

  it('names it by its own hash or none, not by another’s', async () => {
    services.world.promote(channelId, bot.id)
    await expect(read(asBot, seenBy(bot))).resolves.toMatchObject({ messages: [{ action: { title: 'log' } }] })
    await expect(read(asBot, zeroHash())).resolves.toMatchObject({ count: 1 })
    await expect(read(asBot, seenBy(ann))).rejects.toMatchObject({ text: 'CHANNEL_INVALID' })
    const unknown = { _: 'inputChannel', channelId: 5, accessHash: Long.ZERO } as const
    await expect(read(asBot, unknown)).rejects.toMatchObject({ text: 'CHANNEL_INVALID' })
  })

  it('posts only with the right to', async () => {
    services.world.promote(channelId, bot.id, ['deleteMessages'])
    const denied = asBot.say(peerSeenBy(bot), 'post')
    await expect(denied).rejects.toMatchObject({ code: 403, text: 'CHAT_WRITE_FORBIDDEN' })
    services.world.promote(channelId, bot.id, ['postMessages'])
    expect(sentMessage(await asBot.say(peerSeenBy(bot), 'post'))).toMatchObject({ id: 2, post: true, out: true })
  })

  it('is shut out by a ban', async () => {
    services.world.promote(channelId, bot.id)
    services.world.kick(channelId, bot.id)
    await expect(asBot.say(peerSeenBy(bot), 'post')).rejects.toMatchObject({ text: 'CHANNEL_PRIVATE' })
    expect(asBot.pushed.at(-1)?.chats).toMatchObject([{ _: 'channelForbidden', id: channelId }])
  })

  it('edits and deletes its own posts, others’ only with rights', async () => {
    services.world.promote(channelId, bot.id, ['postMessages'])
    const own = sentMessage(await asBot.say(peerSeenBy(bot), 'mine')).id
    const other = services.world.sendAs(ann.id, channelPeer(channelId), { text: 'hers' }).id
    const edit = { _: 'messages.editMessage', peer: peerSeenBy(bot), message: 'changed' } as const
    await asBot.call({ ...edit, id: own })
    await expect(asBot.call({ ...edit, id: other })).rejects.toMatchObject({ text: 'MESSAGE_AUTHOR_REQUIRED' })
    const remove = { _: 'channels.deleteMessages', channel: seenBy(bot) } as const
    const denied = asBot.call({ ...remove, id: [other] })
    await expect(denied).rejects.toMatchObject({ code: 403, text: 'MESSAGE_DELETE_FORBIDDEN' })
    await expect(asBot.call({ ...remove, id: [own, 99] })).resolves.toMatchObject({ ptsCount: 1 })
    expect(asAnn.news('updateDeleteChannelMessages')).toMatchObject([{ channelId, messages: [own] }])
  })
})

describe('members', () => {
  it('are told to administrators, and oneself to anybody inside', async () => {
    services.world.promote(channelId, bot.id, ['postMessages'])
    const bo = services.world.createUser()
    services.world.join(channelId, bo.id)
    const asBo = services.client(bo)
    const about = (viewer: Account, participant: tl.TypeInputPeer) =>
      ({ _: 'channels.getParticipant', channel: seenBy(viewer), participant }) as const
    const self = { _: 'inputPeerSelf' } as const
    await expect(asBo.call(about(bo, self))).resolves.toMatchObject({ participant: { _: 'channelParticipantSelf' } })
    await expect(asBot.call(about(bot, self))).resolves.toMatchObject({
      participant: { _: 'channelParticipantAdmin', adminRights: { postMessages: true } },
    })
    const annForBo = inputPeerUser(services.world, bo, ann)
    await expect(asBo.call(about(bo, annForBo))).rejects.toMatchObject({ text: 'CHAT_ADMIN_REQUIRED' })
    const annForBot = inputPeerUser(services.world, bot, ann)
    await expect(asBot.call(about(bot, annForBot))).resolves.toMatchObject({
      participant: { _: 'channelParticipantCreator', userId: ann.id },
    })
    const stranger = inputPeerUser(services.world, bot, services.world.createUser())
    await expect(asBot.call(about(bot, stranger))).rejects.toMatchObject({ text: 'USER_NOT_PARTICIPANT' })
  })

  it.each([
    ['channelParticipantsRecent', 3],
    ['channelParticipantsAdmins', 2],
    ['channelParticipantsBots', 1],
  ] as const)('filtered by %s are %i', async (_, count) => {
    services.world.promote(channelId, bot.id)
    services.world.join(channelId, services.world.createUser().id)
    const page = { filter: { _ }, offset: 0, limit: 100, hash: Long.ZERO }
    const listed = await asAnn.call({ _: 'channels.getParticipants', channel: seenBy(ann), ...page })
    expect(listed).toMatchObject({ count })
  })

  it('who come and go are reported to bots that administer', () => {
    services.world.promote(channelId, bot.id)
    const bo = services.world.createUser()
    services.world.join(channelId, bo.id)
    services.world.leave(channelId, bo.id)
    const [joined, left] = asBot.news('updateChannelParticipant').slice(-2)
    expect(joined).toMatchObject({ userId: bo.id, newParticipant: { userId: bo.id } })
    expect(left).toMatchObject({ userId: bo.id, prevParticipant: { userId: bo.id } })
    expect(left?.newParticipant).toBeUndefined()
    expect((left?.qts ?? 0) - (joined?.qts ?? 0)).toBe(1)
  })
})

describe('people', () => {
  it('create channels, add bots as administrators, and rename them', async () => {
    const created = await asAnn.call({ _: 'channels.createChannel', broadcast: true, title: 'new', about: '' })
    const id = 'chats' in created ? (created.chats[0]?.id ?? 0) : 0
    const channel = inputChannel(services.world, ann, id)
    const invited = asAnn.call({ _: 'channels.inviteToChannel', channel, users: [inputUser(ann, bot)] })
    await expect(invited).rejects.toMatchObject({ text: 'USER_BOT' })
    const adminRights = { _: 'chatAdminRights', postMessages: true } as const
    await asAnn.call({ _: 'channels.editAdmin', channel, userId: inputUser(ann, bot), adminRights })
    await asBot.say(inputPeerChannel(services.world, bot, id), 'here')
    await asAnn.call({ _: 'channels.editTitle', channel, title: 'newer' })
    const full = await asBot.call({ _: 'channels.getFullChannel', channel: inputChannel(services.world, bot, id) })
    expect(full).toMatchObject({ fullChat: { id, participantsCount: 2, adminsCount: 2 }, chats: [{ title: 'newer' }] })
  })

  it('join by invite link', async () => {
    const invite = await asAnn.call({ _: 'messages.exportChatInvite', peer: peerSeenBy(ann) })
    const hash = invite._ === 'chatInviteExported' ? invite.link.replace(/^.*\+/, '') : ''
    const bo = services.world.createUser()
    const asBo = services.client(bo)
    await expect(asBo.call({ _: 'messages.checkChatInvite', hash })).resolves.toMatchObject({ title: 'log' })
    await asBo.call({ _: 'messages.importChatInvite', hash })
    expect(services.world.channel(channelId).members.has(bo.id)).toBe(true)
    const bad = asBo.call({ _: 'messages.importChatInvite', hash: 'nope' })
    await expect(bad).rejects.toMatchObject({ text: 'INVITE_HASH_EXPIRED' })
  })

  it('find public channels by name and join them', async () => {
    services.world.createChannel({ title: 'Town square', creatorId: ann.id, username: 'town_square' })
    const bo = services.world.createUser()
    const asBo = services.client(bo)
    const found = await asBo.call({ _: 'contacts.resolveUsername', username: 'Town_Square' })
    const [chat] = found.chats
    if (chat?._ !== 'channel' || !chat.accessHash) throw new Error('no channel')
    const channel = { _: 'inputChannel', channelId: chat.id, accessHash: chat.accessHash } as const
    await expect(read(asBo, channel)).resolves.toMatchObject({ count: 1 })
    await asBo.call({ _: 'channels.joinChannel', channel })
    const again = asBo.call({ _: 'channels.joinChannel', channel })
    await expect(again).rejects.toMatchObject({ text: 'USER_ALREADY_PARTICIPANT' })
    await asBo.call({ _: 'channels.leaveChannel', channel })
    expect(services.world.channel(chat.id).members.has(bo.id)).toBe(false)
  })

  it('who are banned cannot come back by themselves', async () => {
    const bo = services.world.createUser()
    services.world.join(channelId, bo.id)
    const participant = inputPeerUser(services.world, ann, bo)
    const banned = { _: 'channels.editBanned', channel: seenBy(ann), participant } as const
    await asAnn.call({ ...banned, bannedRights: { _: 'chatBannedRights', viewMessages: true, untilDate: 0 } })
    expect(() => services.world.join(channelId, bo.id)).toThrow('CHANNEL_PRIVATE')
    await asAnn.call({ ...banned, bannedRights: { _: 'chatBannedRights', untilDate: 0 } })
    services.world.join(channelId, bo.id)
  })
})
