import { expect, it } from 'vitest'
import { message, TestBot } from '../test-bot.fixture.js'

it('tells how long it took from the message’s arrival until Telegram had the answer', async () => {
  const bot = new TestBot()
  bot.nowMs = 1000
  bot.onSend = () => (bot.nowMs += 1234)
  await bot.receive(message({ text: '/ping' }, 5))
  expect(bot.sent).toMatchObject([{ to: { chatId: 7, replyTo: 5, name: 'answer 5' }, reply: { html: 'Pong' } }])
  expect(bot.edits).toEqual([{ messageId: 1, reply: { html: 'Pong: 1,234 ms' } }])
})

it('counts the time in line', async () => {
  const bot = new TestBot()
  bot.onSend = () => (bot.nowMs += 50)
  await Promise.all([bot.receive(message({ text: '/ping' }, 1)), bot.receive(message({ text: '/ping' }, 2))])
  expect(bot.edits.map(({ reply }) => reply.html)).toEqual(['Pong: 50 ms', 'Pong: 100 ms'])
})
