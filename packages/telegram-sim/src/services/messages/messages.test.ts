import type { tl } from '@mtcute/core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../world/account.js'
import { userPeer } from '../../world/peer.js'
import {
  asUpdates,
  freshRandomId,
  inputPeerUser,
  sentMessage,
  TestServices,
  type TestClient,
} from '../services.fixture.js'

let services: TestServices
let ann: Account
let bot: Account
let asAnn: TestClient
let asBot: TestClient

beforeEach(() => {
  services = new TestServices()
  ann = services.world.createUser({ firstName: 'Ann' })
  bot = services.world.createBot({ username: 'test_bot' })
  asAnn = services.client(ann)
  asBot = services.client(bot)
})

const toBot = () => inputPeerUser(services.world, ann, bot)
const toAnn = () => inputPeerUser(services.world, bot, ann)
const start = () => services.world.startBot(ann.id, bot.id)

describe('private chats', () => {
  it('number messages for each side by itself', async () => {
    const other = services.world.createUser()
    services.world.startBot(other.id, bot.id)
    const sent = sentMessage(await asAnn.say(toBot(), 'hello'))
    expect(sent).toMatchObject({ id: 1, out: true, fromId: { userId: ann.id }, peerId: { userId: bot.id } })
    const [, got] = asBot.news('updateNewMessage')
    expect(got).toMatchObject({ pts: 3, ptsCount: 1, message: { id: 2, peerId: { userId: ann.id }, message: 'hello' } })
    expect(got?.message).not.toMatchObject({ out: true })
  })

  it('tell both sides of people they have not met', async () => {
    await asAnn.say(toBot(), 'hello')
    const [pushed] = asBot.pushed
    const accessHash = services.world.accessHashes.hashFor(bot.id, 'user', ann.id)
    expect(pushed?.users).toContainEqual(expect.objectContaining({ id: ann.id, accessHash }))
  })

  it('keep replies together on both sides', async () => {
    start()
    const question = sentMessage(await asBot.say(toAnn(), 'what?'))
    const replyTo = { _: 'inputReplyToMessage', replyToMsgId: 2 } as const
    const request = { _: 'messages.sendMessage', peer: toBot(), message: 'that', randomId: freshRandomId() } as const
    await asAnn.call({ ...request, replyTo })
    expect(services.world.readChat(bot.id, userPeer(ann.id)).at(-1)).toMatchObject({
      text: 'that',
      replyToId: question.id,
    })
    const bad = asAnn.call({ ...request, randomId: freshRandomId(), replyTo: { ...replyTo, replyToMsgId: 99 } })
    await expect(bad).rejects.toMatchObject({ text: 'REPLY_MESSAGE_ID_INVALID' })
  })

  it('with oneself hold one copy', async () => {
    await asAnn.say({ _: 'inputPeerSelf' }, 'note')
    expect(services.world.readChat(ann.id, userPeer(ann.id))).toMatchObject([{ id: 1, text: 'note' }])
  })
})

describe('bots', () => {
  it('cannot write to somebody who never wrote to them', async () => {
    await expect(asBot.say(toAnn(), 'hi')).rejects.toMatchObject({ code: 400, text: 'PEER_ID_INVALID' })
  })

  it('cannot write to somebody who blocked them, and are told of it', async () => {
    start()
    services.world.block(ann.id, bot.id)
    await expect(asBot.say(toAnn(), 'hi')).rejects.toMatchObject({ text: 'USER_IS_BLOCKED' })
    expect(asBot.news('updateBotStopped')).toMatchObject([{ userId: ann.id, stopped: true }])
    services.world.unblock(ann.id, bot.id)
    await asBot.say(toAnn(), 'hi')
  })

  it('cannot write to a deleted account or to another bot', async () => {
    start()
    services.world.deleteAccount(ann.id)
    await expect(asBot.say(toAnn(), 'hi')).rejects.toMatchObject({ text: 'INPUT_USER_DEACTIVATED' })
    const toOther = inputPeerUser(services.world, bot, services.world.createBot())
    await expect(asBot.say(toOther, 'hi')).rejects.toMatchObject({ text: 'USER_IS_BOT' })
  })

  it('may leave the access hash out for people they know, but cannot use a foreign one', async () => {
    start()
    const { userId, accessHash: foreign } = inputPeerUser(services.world, ann, ann)
    const zero = foreign.sub(foreign)
    await asBot.say({ _: 'inputPeerUser', userId, accessHash: zero }, 'hi')
    const said = asBot.say({ _: 'inputPeerUser', userId, accessHash: foreign }, 'hi')
    await expect(said).rejects.toMatchObject({ text: 'PEER_ID_INVALID' })
  })

  it('cannot read history or list chats, people can', async () => {
    start()
    const page = { offsetId: 0, offsetDate: 0, addOffset: 0, limit: 10, maxId: 0, minId: 0 }
    const history = { _: 'messages.getHistory', ...page, hash: freshRandomId() } as const
    await expect(asBot.call({ ...history, peer: toAnn() })).rejects.toMatchObject({ text: 'BOT_METHOD_INVALID' })
    await expect(asAnn.call({ ...history, peer: toBot() })).resolves.toMatchObject({
      messages: [{ message: '/start' }],
    })
    const dialogs = { _: 'messages.getDialogs', offsetDate: 0, offsetId: 0, limit: 10, hash: freshRandomId() } as const
    const offsetPeer = { _: 'inputPeerEmpty' } as const
    await expect(asBot.call({ ...dialogs, offsetPeer })).rejects.toMatchObject({ text: 'BOT_METHOD_INVALID' })
    await expect(asAnn.call({ ...dialogs, offsetPeer })).resolves.toMatchObject({ dialogs: [{ topMessage: 1 }] })
  })
})

describe('a message', () => {
  it.each([
    ['', 'MESSAGE_EMPTY'],
    ['  \n', 'MESSAGE_EMPTY'],
    ['x'.repeat(4097), 'MESSAGE_TOO_LONG'],
  ])('of text %j is refused', async (text, error) => {
    await expect(asAnn.say(toBot(), text)).rejects.toMatchObject({ code: 400, text: error })
  })

  it('is sent once even if asked twice with one random id, and the second answer tells of the first message', async () => {
    const randomId = freshRandomId()
    const request = { _: 'messages.sendMessage', peer: toBot(), message: 'once', randomId } as const
    const first = asUpdates(await asAnn.call(request))
    await asAnn.say(toBot(), 'another')
    const second = asUpdates(await asAnn.call({ ...request, message: 'twice' }))
    expect(second.updates).toMatchObject([
      { _: 'updateMessageID', id: 1, randomId },
      { _: 'updateNewMessage', message: { id: 1, message: 'once' }, pts: 2, ptsCount: 0 },
    ])
    expect(first.updates).toMatchObject([{ id: 1 }, { message: { id: 1 }, pts: 2, ptsCount: 1 }])
    expect(services.world.readChat(ann.id, userPeer(bot.id)).map(({ text }) => text)).toEqual(['once', 'another'])
  })

  it('is another one in another chat, whatever its random id', async () => {
    const [request, friend] = [{ message: 'hi', randomId: freshRandomId() }, services.world.createUser()]
    for (const peer of [toBot(), inputPeerUser(services.world, ann, friend)]) {
      await asAnn.call({ _: 'messages.sendMessage', peer, ...request })
    }
    expect(services.world.readChat(friend.id, userPeer(ann.id))).toHaveLength(1)
  })

  it('that failed may be sent again with the same random id', async () => {
    const request = { _: 'messages.sendMessage', peer: toBot(), message: '', randomId: freshRandomId() } as const
    await expect(asAnn.call(request)).rejects.toThrow('MESSAGE_EMPTY')
    await asAnn.call({ ...request, message: 'now' })
  })

  it('keeps entities and buttons, within limits', async () => {
    start()
    const markup = (button: tl.TypeKeyboardButton): tl.RawReplyInlineMarkup => ({
      _: 'replyInlineMarkup',
      rows: [{ _: 'keyboardButtonRow', buttons: [button] }],
    })
    const button = (data: Uint8Array) => markup({ _: 'keyboardButtonCallback', text: 'ok', data })
    const copyButton = (copyText: string) => markup({ _: 'keyboardButtonCopy', text: 'copy', copyText })
    const request = { _: 'messages.sendMessage', peer: toAnn(), message: 'bold' } as const
    const entities = [{ _: 'messageEntityBold' as const, offset: 0, length: 4 }]
    const replyMarkup = button(Buffer.from('yes'))
    const sent = await asBot.call({ ...request, randomId: freshRandomId(), entities, replyMarkup })
    expect(sentMessage(sent)).toMatchObject({ entities, replyMarkup })
    const outside = [{ _: 'messageEntityBold' as const, offset: 1, length: 4 }]
    const tooFar = asBot.call({ ...request, randomId: freshRandomId(), entities: outside })
    await expect(tooFar).rejects.toMatchObject({ text: 'ENTITY_BOUNDS_INVALID' })
    const tooBig = asBot.call({ ...request, randomId: freshRandomId(), replyMarkup: button(new Uint8Array(65)) })
    await expect(tooBig).rejects.toMatchObject({ text: 'BUTTON_DATA_INVALID' })
    const copied = asBot.call({ ...request, randomId: freshRandomId(), replyMarkup: copyButton('x'.repeat(256)) })
    expect(sentMessage(await copied)).toMatchObject({ replyMarkup: copyButton('x'.repeat(256)) })
    const tooLong = asBot.call({ ...request, randomId: freshRandomId(), replyMarkup: copyButton('x'.repeat(257)) })
    await expect(tooLong).rejects.toMatchObject({ text: 'BUTTON_COPY_TEXT_INVALID' })
  })

  it('is edited for both sides, but not to what it was', async () => {
    start()
    const { id } = sentMessage(await asBot.say(toAnn(), 'before'))
    const edit = { _: 'messages.editMessage', peer: toAnn(), id } as const
    const edited = await asBot.call({ ...edit, message: 'after' })
    expect(asUpdates(edited).updates).toMatchObject([{ _: 'updateEditMessage', message: { id, message: 'after' } }])
    expect(asAnn.news('updateEditMessage')).toMatchObject([{ message: { message: 'after' } }])
    await expect(asBot.call({ ...edit, message: 'after' })).rejects.toMatchObject({ text: 'MESSAGE_NOT_MODIFIED' })
    await expect(asBot.call({ ...edit, id: 1, message: 'x' })).rejects.toMatchObject({
      text: 'MESSAGE_AUTHOR_REQUIRED',
    })
    await expect(asBot.call({ ...edit, id: 9, message: 'x' })).rejects.toMatchObject({ text: 'MESSAGE_ID_INVALID' })
  })

  it('loses its buttons when only its text is edited, and keeps its text when only its buttons are', async () => {
    start()
    const data = Buffer.from('go')
    const { id } = services.world.sendAs(bot.id, userPeer(ann.id), { text: '?', buttons: [[{ text: 'Go', data }]] })
    const edit = { _: 'messages.editMessage', peer: toAnn(), id } as const
    await asBot.call({ ...edit, message: 'gone' })
    const seen = () => services.world.readMessage(ann.id, userPeer(bot.id), 2)
    expect(seen()).toMatchObject({ text: 'gone', buttons: [] })
    const buttons = [{ _: 'keyboardButtonCallback' as const, text: 'Go', data }]
    const replyMarkup = { _: 'replyInlineMarkup' as const, rows: [{ _: 'keyboardButtonRow' as const, buttons }] }
    await asBot.call({ ...edit, replyMarkup })
    expect(seen()).toMatchObject({ text: 'gone', buttons: [[{ text: 'Go' }]] })
  })

  it('is deleted on both sides when revoked, and absent ids are passed over', async () => {
    start()
    const { id } = sentMessage(await asBot.say(toAnn(), 'oops'))
    const affected = await asBot.call({ _: 'messages.deleteMessages', revoke: true, id: [id, 99] })
    expect(affected).toMatchObject({ ptsCount: 1 })
    expect(asAnn.news('updateDeleteMessages')).toMatchObject([{ messages: [2], ptsCount: 1 }])
    expect(services.world.readChat(ann.id, userPeer(bot.id))).toHaveLength(1)
  })

  it('read by its number is the message or empty', async () => {
    start()
    const id = [1, 7].map((id) => ({ _: 'inputMessageID' as const, id }))
    const read = await asBot.call({ _: 'messages.getMessages', id })
    expect(read).toMatchObject({
      messages: [
        { id: 1, message: '/start' },
        { _: 'messageEmpty', id: 7 },
      ],
    })
  })

  it('marked read tells the writer', async () => {
    const bo = services.world.createUser()
    const asBo = services.client(bo)
    await asAnn.say(inputPeerUser(services.world, ann, bo), 'hi')
    await asBo.call({ _: 'messages.readHistory', peer: inputPeerUser(services.world, bo, ann), maxId: 0 })
    expect(asAnn.news('updateReadHistoryOutbox')).toMatchObject([{ peer: { userId: bo.id }, maxId: 1 }])
  })
})

describe('inline buttons', () => {
  it('reach the bot, whose answer reaches who pressed', async () => {
    start()
    const data = Buffer.from('go')
    const sent = services.world.sendAs(bot.id, userPeer(ann.id), { text: '?', buttons: [[{ text: 'Go', data }]] })
    const answer = asAnn.call({ _: 'messages.getBotCallbackAnswer', peer: toBot(), msgId: 2, data })
    const [query] = asBot.news('updateBotCallbackQuery')
    expect(query).toMatchObject({ userId: ann.id, msgId: sent.id, data, peer: { userId: ann.id } })
    if (!query) throw new Error('no query')
    const reply = { _: 'messages.setBotCallbackAnswer', queryId: query.queryId, cacheTime: 0 } as const
    await asBot.call({ ...reply, message: 'gone', alert: true })
    await expect(answer).resolves.toMatchObject({ message: 'gone', alert: true })
    await expect(asBot.call(reply)).rejects.toMatchObject({ text: 'QUERY_ID_INVALID' })
  })

  it('that nobody answers time out, and stop waiting when the client leaves', async () => {
    start()
    services.world.sendAs(bot.id, userPeer(ann.id), { text: '?', buttons: [[{ text: 'Go', data: Buffer.from('go') }]] })
    const press = { _: 'messages.getBotCallbackAnswer', peer: toBot(), msgId: 2, data: Buffer.from('go') } as const
    const late = asAnn.call(press)
    const left = new AbortController()
    const gone = asAnn.call(press, left.signal)
    left.abort(new Error('client left'))
    services.clock.advance(10_000)
    await expect(late).rejects.toMatchObject({ text: 'BOT_RESPONSE_TIMEOUT' })
    await expect(gone).rejects.toThrow('client left')
  })

  it('need not exist: the bot is told whatever a client sends, of the message it wrote and no other', async () => {
    start()
    services.world.sendAs(bot.id, userPeer(ann.id), { text: '?', buttons: [[{ text: 'Go', data: Buffer.from('go') }]] })
    const press = { _: 'messages.getBotCallbackAnswer', peer: toBot(), msgId: 2 } as const
    const forged = asAnn.call({ ...press, data: Buffer.from('no such') })
    const [query] = asBot.news('updateBotCallbackQuery')
    expect(query?.data).toEqual(Buffer.from('no such'))
    if (!query) throw new Error('no query')
    await asBot.call({ _: 'messages.setBotCallbackAnswer', queryId: query.queryId, cacheTime: 0, message: 'no' })
    await expect(forged).resolves.toMatchObject({ message: 'no' })
    for (const wrong of [
      { ...press, msgId: 1 },
      { ...press, data: new Uint8Array(65) },
    ]) {
      await expect(asAnn.call({ data: Buffer.from('x'), ...wrong })).rejects.toMatchObject({ text: 'DATA_INVALID' })
    }
  })
})

it('typing is shown to the other side', async () => {
  start()
  await asBot.call({ _: 'messages.setTyping', peer: toAnn(), action: { _: 'sendMessageTypingAction' } })
  expect(asAnn.news('updateUserTyping')).toMatchObject([{ userId: bot.id }])
  expect(services.world.typing.seen(ann.id, userPeer(bot.id))).toMatchObject({ fromId: bot.id })
})
