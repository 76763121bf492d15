import { describe, expect, it } from 'vitest'
import type { FileRefusal, RegisterFileResult } from '../../actions/register-file.js'
import { linkTo, fileMessage, press, pressOf, sampleFile, TestBot } from '../test-bot.fixture.js'

const missing: FileRefusal = {
  reason: 'not_subscribed',
  channels: [
    { title: 'News', url: 'https://t.me/news' },
    { title: null, url: null },
  ],
}

/** Ada sends files; whether she has joined is said by `outcome`. */
function setUp() {
  const state = { outcome: (): RegisterFileResult => ({ ok: false, refusal: missing }), requests: [] as string[] }
  const bot = new TestBot((incoming, request) => {
    state.requests.push(request)
    const outcome = state.outcome()
    return Promise.resolve(outcome.ok ? linkTo(incoming.file) : outcome)
  })
  const send = async (...ids: number[]) => {
    for (const id of ids) bot.found.push({ chatId: 7, messageId: id, text: `caption ${id}`, file: sampleFile })
    await Promise.all(ids.map((id) => bot.receive(fileMessage(id))))
  }
  const join = () => (state.outcome = () => linkTo(sampleFile))
  return { bot, state, send, join }
}

describe('a file of somebody who is not a member yet', () => {
  it('is a link once they have joined and press, under the name it had, and on the same card', async () => {
    const { bot, state, send, join } = setUp()
    await send(5)
    const card = bot.sent[0]!.reply
    expect(card.buttons?.flat().map(({ text }) => text)).toEqual(['Join News', 'Check again'])
    join()
    await bot.receive(press(card, 'Check again', 7, 77))
    expect(state.requests).toEqual(['7 5', '7 5'])
    expect(bot.edits).toMatchObject([{ messageId: 77 }])
    expect(bot.edits[0]?.reply.html).toContain('/dl/token')
    expect(bot.edits[0]?.reply.html).toContain('caption 5')
    expect(bot.edits[0]?.reply.buttons?.flat().map(({ text }) => text)).toContain('Revoke')
  })

  it('is none yet when they have not: they are told where, and the card stays', async () => {
    const { bot, send } = setUp()
    await send(5)
    await bot.receive(press(bot.sent[0]!.reply, 'Check again'))
    expect(bot.pressAnswers).toEqual(['You are not in News, the channel yet.'])
    expect(bot.edits).toEqual([])
  })

  it('is to be sent again when it is gone from the chat', async () => {
    const { bot, state } = setUp()
    await bot.receive(pressOf(['file.again', '5']))
    expect(bot.pressAnswers).toEqual([expect.stringContaining('Please send it again')])
    expect(state.requests).toEqual([])
  })

  it('that meets something else now is told of that', async () => {
    const { bot, state, send } = setUp()
    await send(5)
    state.outcome = () => ({ ok: false, refusal: { reason: 'too_many_links', retryAfterMs: 60_000 } })
    await bot.receive(press(bot.sent[0]!.reply, 'Check again'))
    expect(bot.edits[0]?.reply).toEqual({ html: expect.stringContaining('as many links as you may') as string })
  })

  it('names no more channels than an answer to a press holds', async () => {
    const { bot, state, send } = setUp()
    await send(5)
    const channels = Array.from({ length: 10 }, () => ({ title: '😀'.repeat(60), url: 'https://t.me/x' }))
    state.outcome = () => ({ ok: false, refusal: { reason: 'not_subscribed', channels } })
    await bot.receive(press(bot.sent[0]!.reply, 'Check again'))
    expect(bot.pressAnswers[0]?.length).toBeLessThanOrEqual(200)
  })
})

describe('several files', () => {
  it('that were all refused for that are all links after one press', async () => {
    const { bot, state, send, join } = setUp()
    await send(5, 6, 9)
    const card = bot.sent[0]!.reply
    expect(card.buttons?.flat().map(({ text }) => text)).toEqual(['Join News', 'Check again'])
    await bot.receive(press(card, 'Check again'))
    expect(bot.pressAnswers).toEqual(['You are not in News, the channel yet.'])
    join()
    state.requests = []
    await bot.receive(press(card, 'Check again'))
    expect(state.requests).toEqual(['7 5', '7 6', '7 9'])
    expect(bot.edits[0]?.reply.html).toContain('<b>3 files</b>')
    expect(bot.edits[0]?.reply.buttons?.flat().map(({ text }) => text)).toContain('All files')
  })

  it('that came too fast are tried again by one press, and those that have a link keep it', async () => {
    const { bot, state, send } = setUp()
    const fast = { ok: false, refusal: { reason: 'too_many_uploads', retryAfterMs: 100_000 } } as const
    state.outcome = () => (state.requests.at(-1) === '7 6' ? fast : linkTo(sampleFile))
    await send(5, 6)
    const card = bot.sent[0]!.reply
    expect(card.html).toContain('Not taken: 1')
    state.outcome = () => linkTo(sampleFile)
    await bot.receive(press(card, 'Try again'))
    expect(bot.edits[0]?.reply.html).toContain('<b>2 files</b>')
  })

  it('that nobody remembers are to be sent again', async () => {
    const { bot, send } = setUp()
    await send(5, 6)
    bot.noted.length = 0
    await bot.receive(press(bot.sent[0]!.reply, 'Check again'))
    expect(bot.pressAnswers).toEqual([expect.stringContaining('Please send them again')])
  })
})
