import { Api, type TelegramClient } from 'telegram'
import { returnBigInt } from 'telegram/Helpers.js'
import { CustomFile } from 'telegram/client/uploads.js'
import { NewMessage, type NewMessageEvent } from 'telegram/events/index.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TelegramSim } from './telegram-sim.js'
import { startGramJsBot, type GramJsBot } from './test-clients/gramjs.js'
import { sha256, sha256Of } from './test-clients/hash.js'
import type { Account } from './world/account.js'
import { SyntheticContent } from './world/synthetic-content.js'
import { channelPeer, userPeer } from './world/peer.js'

let sim: TelegramSim
let bot: Account
let user: Account
let gramJs: GramJsBot

beforeAll(async () => {
  sim = await TelegramSim.start()
  bot = sim.world.createBot({ username: 'gramjs_bot' })
  user = sim.world.createUser({ firstName: 'Ann' })
  gramJs = await startGramJsBot(sim, bot.token ?? '')
})
afterAll(async () => {
  await gramJs[Symbol.asyncDispose]()
  await sim[Symbol.asyncDispose]()
})

/** The next message the client is told of, as its own event; the caller makes it happen meanwhile. */
function nextEvent(client: TelegramClient, cause: () => void): Promise<NewMessageEvent> {
  return new Promise((resolve) => {
    const builder = new NewMessage({})
    const handler = (event: NewMessageEvent): void => {
      client.removeEventHandler(handler, builder)
      resolve(event)
    }
    client.addEventHandler(handler, builder)
    cause()
  })
}

/** What the bot says next to Ann, waited for before it is said. */
function nextToAnn() {
  return sim.world.nextMessage(user.id, userPeer(bot.id), ({ out }) => !out, AbortSignal.timeout(20_000))
}

describe('GramJS, a client library of its own making', () => {
  it('logs in as the bot', async () => {
    const me = await gramJs.client.getMe()
    expect([me.id.toString(), me.username, me.bot]).toEqual([String(bot.id), 'gramjs_bot', true])
  })

  it('receives what a person writes and answers', async () => {
    const event = await nextEvent(gramJs.client, () => {
      sim.world.sendAs(user.id, userPeer(bot.id), { text: 'Grüße 👋' })
    })
    expect(event.message.text).toBe('Grüße 👋')
    const said = nextToAnn()
    await event.message.respond({ message: 'hello **there**' })
    expect(await said).toMatchObject({
      text: 'hello there',
      entities: [expect.objectContaining({ _: 'messageEntityBold', offset: 6, length: 5 })],
    })
  })

  it.each([
    ['its own data centre', 2, 3 * 1024 * 1024 + 17],
    ['another data centre', 1, 1024 * 1024 + 4096],
    ['its own data centre', 2, 1],
  ])('downloads a file from %s byte for byte', async (_, dcId, size) => {
    const file = sim.world.putSyntheticFile(size, `gramjs ${dcId} ${size}`, { name: 'film.mp4', kind: 'video', dcId })
    const event = await nextEvent(gramJs.client, () => {
      sim.world.sendAs(user.id, userPeer(bot.id), { media: file.id, text: 'watch this' })
    })
    expect(event.message.text).toBe('watch this')
    expect(Number(event.message.document?.size)).toBe(size)
    const bytes = await gramJs.client.downloadMedia(event.message)
    expect(bytes).toHaveLength(size)
    expect(sha256(bytes as Buffer)).toBe(await sha256Of(file.content))
  })

  it.each([0.3, 12])('uploads a file of about %i MiB byte for byte', async (mebibytes) => {
    const size = Math.floor(mebibytes * 1024 * 1024) + 5
    const content = Buffer.from(new SyntheticContent(size, 'upload').read(0, size))
    const said = nextToAnn()
    await gramJs.client.sendFile(await inputUser(), {
      file: new CustomFile('notes "1".bin', size, '', content),
      caption: 'as asked',
      forceDocument: true,
    })
    const { media, text } = await said
    expect(text).toBe('as asked')
    expect(media).toMatchObject({ name: 'notes "1".bin', sizeBytes: size })
    expect(await sha256Of(sim.world.file(media?.fileId ?? '').content)).toBe(sha256(content))
  })

  it('copies a message into a channel it administers and reads it back', async () => {
    const channel = sim.world.createChannel({ title: 'log', creatorId: user.id })
    sim.world.promote(channel.id, bot.id)
    const peer = new Api.InputPeerChannel({ channelId: returnBigInt(channel.id), accessHash: returnBigInt(0) })
    const posted = await gramJs.client.sendMessage(peer, { message: 'kept' })
    const [read] = await gramJs.client.getMessages(peer, { ids: [posted.id] })
    expect(read?.text).toBe('kept')
    expect(sim.world.readMessage(user.id, channelPeer(channel.id), posted.id)?.text).toBe('kept')
  })

  it('asked for nothing that the simulator does not know', () => {
    expect(sim.counters.read().unknownMethods).toEqual({})
  })

  it('is told by Telegram’s own errors of what the simulator does not know, and that is counted', async () => {
    const unheardOf = Object.assign(new Api.help.GetSupport(), { getBytes: () => Buffer.from('78563412', 'hex') })
    await expect(gramJs.client.invoke(new Api.help.GetSupport())).rejects.toThrow('METHOD_INVALID')
    await expect(gramJs.client.invoke(unheardOf)).rejects.toThrow('INPUT_METHOD_INVALID')
    expect(sim.counters.read().unknownMethods).toEqual({ 'help.getSupport': 1, '#12345678': 1 })
  })
})

async function inputUser(): Promise<Api.TypeInputPeer> {
  return gramJs.client.getInputEntity(returnBigInt(user.id))
}
