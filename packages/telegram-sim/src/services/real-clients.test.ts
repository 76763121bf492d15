/** Unmodified clients over loopback, for what only a whole client shows: logging in as a person, coming back after a restart. */
import { BotKeyboard, MemoryStorage, type Message, type TelegramClient } from '@mtcute/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TelegramSim } from '../telegram-sim.js'
import { createMtcuteClient, startMtcuteBot, upToDate } from '../test-clients/mtcute.js'
import { next } from '../test-clients/next.js'
import { channelPeer, userPeer, type Peer } from '../world/peer.js'

let sim: TelegramSim
let person: TelegramClient
beforeAll(async () => {
  sim = await TelegramSim.start({ dcs: 2 })
  sim.world.createUser({ phone: '+15550100', firstName: 'Ann' })
  person = await createMtcuteClient(sim, 2)
  await person.start({ phone: '+15550100', code: () => Promise.resolve('22222'), codeSentCallback: () => {} })
})
afterAll(async () => {
  await person.destroy()
  await sim[Symbol.asyncDispose]()
})

it('a person logs in with phone and code', async () => {
  expect((await person.getMe()).firstName).toBe('Ann')
})

it('a person and a bot, both real clients, talk, press and read', async () => {
  const bot = sim.world.createBot({ username: 'talking_bot' })
  await using running = await startMtcuteBot(sim, bot.token ?? '')
  const replyMarkup = BotKeyboard.inline([[BotKeyboard.callback('Press', 'pressed')]])
  running.client.onNewMessage.add((message) => {
    if (message.isOutgoing) return
    void running.client.replyText(message, `you said ${message.text}`, { replyMarkup })
  })
  running.client.onCallbackQuery.add((query) => void running.client.answerCallbackQuery(query, { text: 'thanks' }))
  const answered = next<Message>(person.onNewMessage, ({ isOutgoing }) => !isOutgoing)
  await person.sendText('talking_bot', 'hello')
  const answer = await answered
  expect(answer.text).toBe('you said hello')
  const pressed = await person.getCallbackAnswer({ chatId: 'talking_bot', message: answer.id, data: 'pressed' })
  expect(pressed.message).toBe('thanks')
  const history = await person.getHistory('talking_bot')
  expect(history.map(({ text }) => text)).toEqual(['you said hello', 'hello'])
  const dialogs: string[] = []
  for await (const dialog of person.iterDialogs()) dialogs.push(dialog.peer.displayName)
  expect(dialogs).toContain('talking_bot')
})

it('a bot that comes back with its storage is told what it missed, and nothing twice', async () => {
  const bot = sim.world.createBot()
  const ann = sim.world.createUser()
  sim.world.startBot(ann.id, bot.id)
  const channel = sim.world.createChannel({ title: 'log', creatorId: ann.id })
  sim.world.promote(channel.id, bot.id)
  const say = (where: Peer, text: string) => sim.world.sendAs(ann.id, where, { text })
  const storage = new MemoryStorage()

  const before = await createMtcuteClient(sim, 2, { storage })
  const caughtUp = upToDate(before)
  await before.start({ botToken: bot.token ?? '' })
  await caughtUp
  const seen = collect(before, 2)
  say(userPeer(bot.id), 'seen')
  say(channelPeer(channel.id), 'seen post')
  expect(await seen).toEqual(['seen', 'seen post'])
  await before.destroy()

  say(userPeer(bot.id), 'missed')
  say(channelPeer(channel.id), 'missed post')
  const after = await createMtcuteClient(sim, 2, { storage })
  const missed = collect(after, 3)
  const backAgain = upToDate(after)
  await after.start({ botToken: bot.token ?? '' })
  await backAgain
  say(userPeer(bot.id), 'fresh')
  expect((await missed).sort()).toEqual(['fresh', 'missed', 'missed post'])
  await after.destroy()
})

/** The texts of the next messages. */
async function collect(client: TelegramClient, count: number): Promise<string[]> {
  const texts: string[] = []
  await next<Message>(client.onNewMessage, ({ text }) => texts.push(text) === count)
  return texts
}
