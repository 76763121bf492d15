import { BotKeyboard, InputMedia, Long, type Message } from '@mtcute/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TelegramSim } from './telegram-sim.js'
import { sha256, sha256Of } from './test-clients/hash.js'
import { startMtcuteBot, type MtcuteBot } from './test-clients/mtcute.js'
import { next } from './test-clients/next.js'
import type { Account } from './world/account.js'
import type { FileKind } from './world/file-record.js'
import { channelPeer, userPeer, type Peer } from './world/peer.js'
import { SyntheticContent } from './world/synthetic-content.js'

let sim: TelegramSim
let bot: Account
let user: Account
let chat: Peer
let mtcute: MtcuteBot

beforeAll(async () => {
  sim = await TelegramSim.start({ dcs: 3 })
  bot = sim.world.createBot({ username: 'mtcute_bot' })
  user = sim.world.createUser({ firstName: 'Ann' })
  chat = userPeer(bot.id)
  mtcute = await startMtcuteBot(sim, bot.token ?? '')
})
afterAll(async () => {
  await mtcute[Symbol.asyncDispose]()
  await sim[Symbol.asyncDispose]()
})

/** What the bot says next to Ann, waited for before it is said. */
function nextToAnn() {
  return sim.world.nextMessage(user.id, chat, ({ out }) => !out, AbortSignal.timeout(20_000))
}

describe('mtcute, as it comes', () => {
  it('logs in as the bot', async () => {
    const me = await mtcute.client.getMe()
    expect([me.id, me.username, me.isBot]).toEqual([bot.id, 'mtcute_bot', true])
  })

  it('receives what a person writes and answers with buttons that can be pressed', async () => {
    const received = next<Message>(mtcute.client.onNewMessage)
    sim.world.startBot(user.id, bot.id, 'deep')
    const message = await received
    expect([message.text, message.sender.id]).toEqual(['/start deep', user.id])

    const said = nextToAnn()
    const keyboard = BotKeyboard.inline([
      [BotKeyboard.callback('Yes', 'y'), BotKeyboard.url('Link', 'https://x.example/')],
    ])
    const question = await mtcute.client.sendText(message.chat.id, 'sure?', {
      replyTo: message.id,
      replyMarkup: keyboard,
    })
    const reply = await said
    expect(reply).toMatchObject({ text: 'sure?', buttons: [[{ text: 'Yes' }, { url: 'https://x.example/' }]] })
    expect(reply.replyToId).not.toBeNull()

    const pressed = next(mtcute.client.onCallbackQuery)
    const answered = sim.world.pressButton(user.id, chat, reply.id, 'y')
    const query = await pressed
    expect(query.dataStr).toBe('y')
    await mtcute.client.answerCallbackQuery(query, { text: 'noted', alert: true })
    expect(await answered).toMatchObject({ text: 'noted', alert: true })

    const edited = sim.world.nextMessage(
      user.id,
      chat,
      ({ editDate }) => editDate !== null,
      AbortSignal.timeout(20_000),
    )
    await mtcute.client.editMessage({
      chatId: message.chat.id,
      message: question.id,
      text: 'thanks',
    })
    expect(await edited).toMatchObject({ id: reply.id, text: 'thanks' })
  })

  const kinds: FileKind[] = ['document', 'video', 'audio', 'voice', 'photo', 'animation', 'sticker', 'videoNote']
  it.each(kinds)('sees a %s as what it is and downloads it', async (kind) => {
    const file = sim.world.putSyntheticFile(100_000, kind, { kind })
    const received = next<Message>(mtcute.client.onNewMessage)
    sim.world.sendAs(user.id, chat, { media: file.id })
    const { media } = await received
    if (media === null || !('location' in media) || media.type === 'venue') throw new Error('no file in the message')
    const expected = { document: 'document', animation: 'video', videoNote: 'video' } as Record<FileKind, string>
    expect(media.type).toBe(expected[kind] ?? kind)
    const bytes = await mtcute.client.downloadAsBuffer(media)
    const wanted = kind === 'photo' ? file.sizes.at(-1)?.content : file.content
    expect(sha256(bytes)).toBe(await sha256Of(wanted ?? file.content))
  })

  it.each([1, 2, 3])('downloads 6 MiB from data centre %i byte for byte', async (dcId) => {
    const size = 6 * 1024 * 1024 + 123
    const file = sim.world.putSyntheticFile(size, `dc ${dcId}`, { name: 'f.bin', dcId })
    const received = next<Message>(mtcute.client.onNewMessage)
    sim.world.sendAs(user.id, chat, { media: file.id })
    const { media } = await received
    if (media?.type !== 'document') throw new Error('no document in the message')
    expect(media.dcId).toBe(dcId)
    expect(sha256(await mtcute.client.downloadAsBuffer(media))).toBe(await sha256Of(file.content))
  })

  it('exports its authorization once to each other data centre, not at every download', () => {
    expect(sim.counters.read().authorizationExports).toEqual({ [bot.id]: 2 })
  })

  it.each([1_000, 12 * 1024 * 1024 + 7])('uploads %i bytes byte for byte', async (size) => {
    const content = Buffer.from(new SyntheticContent(size, 'upload').read(0, size))
    const said = nextToAnn()
    const name = 'naïve "file" 🎬.bin'
    await mtcute.client.sendMedia(user.id, InputMedia.document(content, { fileName: name, caption: 'here' }))
    const { media, text } = await said
    expect([text, media?.name, media?.sizeBytes]).toEqual(['here', name, size])
    expect(await sha256Of(sim.world.file(media?.fileId ?? '').content)).toBe(sha256(content))
  })

  it('receives an album as one', async () => {
    const files = ['a', 'b', 'c'].map((seed) => sim.world.putSyntheticFile(5000, seed, { kind: 'photo' }))
    const received = next<Message[]>(mtcute.client.onMessageGroup)
    sim.world.sendAlbum(
      user.id,
      chat,
      files.map(({ id }, i) => ({ media: id, text: i === 0 ? 'trip' : '' })),
    )
    expect((await received).map(({ text }) => text)).toEqual(['trip', '', ''])
  })

  it('copies to a channel, reads it back by number, and is kept out of channels it is not in', async () => {
    const log = sim.world.createChannel({ title: 'log', creatorId: user.id })
    const file = sim.world.putSyntheticFile(300_000, 'copied', { name: 'kept.bin' })
    const marked = -1_000_000_000_000 - log.id
    const received = next<Message>(mtcute.client.onNewMessage)
    sim.world.sendAs(user.id, chat, { media: file.id })
    const message = await received
    await expect(readByNumber(log.id, 1)).rejects.toThrow('CHANNEL')
    sim.world.promote(log.id, bot.id)
    const copy = await mtcute.client.forwardMessages({
      toChatId: await resolved(marked),
      messages: [message],
      noAuthor: true,
    })
    const [kept] = sim.world.readChat(user.id, channelPeer(log.id)).slice(-1)
    expect(kept).toMatchObject({ id: copy[0]?.id, media: { name: 'kept.bin' }, forwardedFrom: null })
    const read = await readByNumber(log.id, kept?.id ?? 0)
    expect(read).toMatchObject({ messages: [{ _: 'message', id: kept?.id }] })
  })

  it('misses nothing that was said while it was cut off', async () => {
    const texts = ['one', 'two', 'three']
    const got: string[] = []
    const all = next<Message>(mtcute.client.onNewMessage, ({ text }) => got.push(text) === texts.length)
    await sim.faults.dcDown(2)
    for (const text of texts) sim.world.sendAs(user.id, chat, { text })
    await sim.faults.dcUp(2)
    await all
    expect(got).toEqual(texts)
  })

  it('asked for nothing that the simulator does not know', () => {
    expect(sim.counters.read().unknownMethods).toEqual({})
  })
})

/** Bots may name a channel they are in with access_hash 0. */
function readByNumber(channelId: number, id: number) {
  return mtcute.client.call({
    _: 'channels.getMessages',
    channel: { _: 'inputChannel', channelId, accessHash: Long.ZERO },
    id: [{ _: 'inputMessageID', id }],
  })
}

/** Makes the library learn the channel's access hash, as a bot does after a restart. */
async function resolved(markedId: number) {
  return mtcute.client.resolvePeer(markedId)
}
