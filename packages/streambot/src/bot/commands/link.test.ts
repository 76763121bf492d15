import { describe, expect, it } from 'vitest'
import type { RegisterFileResult } from '../../actions/register-file.js'
import { StreamBotError } from '../../core/errors.js'
import type { IncomingFile } from '../../ports/log-channel.js'
import { fileMessage, linkTo, message, sampleFile, TestBot } from '../test-bot.fixture.js'

const GROUP = -1001
const ADA = 7

function setUp(outcome: (incoming: IncomingFile) => RegisterFileResult | Error = ({ file }) => linkTo(file)) {
  const asked: { readonly request: string; readonly by: number; readonly chatId: number }[] = []
  const bot = new TestBot((incoming, request) => {
    asked.push({ request, by: incoming.sender.id, chatId: incoming.chatId })
    const result = outcome(incoming)
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result)
  })
  /** Messages 10 to 14: files in all but 12; 13 is gone. */
  for (const id of [10, 11, 12, 14]) {
    const file = id === 12 ? null : { ...sampleFile, name: `file ${id}.bin` }
    const found = { chatId: GROUP, messageId: id, text: '', file }
    bot.found.push(found)
    // Of command 20, which answers 10, and so on.
    bot.answered.set(id + 10, found)
  }
  const ask = (text: string, replyToId: number | null = 10, options: object = {}) =>
    bot.receive(
      message(
        { text, isPrivate: false, chatId: GROUP, ...(replyToId === null ? {} : { replyToId }), ...options },
        (replyToId ?? 90) + 10,
      ),
    )
  return { bot, asked, ask }
}

describe('/link in a group', () => {
  it('gives a link to the file it answers, of whoever asks, with nothing to press for one person only', async () => {
    const { bot, asked, ask } = setUp()
    await ask('/link')
    expect(asked).toEqual([{ request: `link ${GROUP} 20 10`, by: ADA, chatId: GROUP }])
    expect(bot.sent).toMatchObject([{ to: { chatId: GROUP, replyTo: 20, name: 'answer 20' } }])
    expect(bot.texts[0]).toContain('file 10.bin')
    const buttons = bot.sent[0]?.reply.buttons?.flat() ?? []
    expect(buttons.map(({ text }) => text)).toEqual(['Download', 'Watch', 'Copy link', 'Share'])
  })

  it('takes the next messages too, passes over those without a file, and answers once', async () => {
    const { bot, asked, ask } = setUp()
    await ask('/link@my_bot 5')
    expect(asked.map(({ request }) => request)).toEqual([10, 11, 14].map((id) => `link ${GROUP} 20 ${id}`))
    expect(bot.texts).toEqual([expect.stringContaining('<b>3 files</b>')])
    const buttons = bot.sent[0]?.reply.buttons?.flat() ?? []
    expect(buttons.every((button) => !('data' in button))).toBe(true)
  })

  it('is not heard when it is for another bot, or has no place there', async () => {
    const { bot, ask } = setUp()
    for (const text of ['/link@other_bot', '/files', '/start', 'link', 'hi /link']) await ask(text)
    expect(bot.texts).toEqual([])
  })

  it('explains itself once in a while where it answers nothing, or counts in words', async () => {
    const { bot, ask } = setUp()
    await ask('/link', null)
    await ask('/link many')
    await ask('/link 0')
    expect(bot.texts).toEqual([expect.stringContaining('up to 100 in all')])
    bot.nowMs += 10 * 60_000
    await ask('/link -1')
    expect(bot.texts).toHaveLength(2)
  })

  it('explains that it is not needed in a private chat', async () => {
    const bot = new TestBot()
    await bot.receive(message({ text: '/link' }))
    expect(bot.texts).toEqual([expect.stringContaining('Here you need no command')])
  })

  it('says what is the matter when there is no file, or the message is gone', async () => {
    const { bot, ask } = setUp()
    await ask('/link', 12)
    await ask('/link', 13)
    expect(bot.texts).toEqual(['There is no file in that message.', expect.stringContaining('That message is gone')])
  })

  it('stands under a file as well', async () => {
    const { bot, asked } = setUp()
    const event = fileMessage(30, { text: '/link 2', isPrivate: false, chatId: GROUP })
    await bot.receive(event)
    expect(asked.map(({ request }) => request)).toEqual([`link ${GROUP} 30 30`])
  })

  it('takes as many as one link may hold, and no more', async () => {
    const { bot, ask } = setUp()
    bot.found.length = 0
    for (let id = 10; id < 400; id++) bot.found.push({ chatId: GROUP, messageId: id, text: '', file: sampleFile })
    await ask('/link 999')
    expect(bot.texts).toEqual([expect.stringContaining('<b>100 files</b>')])
  })

  it('asks no further once a person may make no more links, and tells what was made', async () => {
    let count = 0
    const { bot, asked, ask } = setUp(({ file }) =>
      ++count <= 1 ? linkTo(file) : { ok: false, refusal: { reason: 'too_many_links', retryAfterMs: 60_000 } },
    )
    bot.found.length = 0
    for (let id = 10; id < 60; id++) bot.found.push({ chatId: GROUP, messageId: id, text: '', file: sampleFile })
    await ask('/link 50')
    expect(asked.length).toBeLessThan(10)
    expect(bot.texts[0]).toContain('<b>1 files</b>')
    expect(bot.texts[0]).toContain('Not taken: 49')
  })

  it('refuses with the way in, and without a button that works for one person only', async () => {
    const channels = [{ title: 'News', url: 'https://t.me/news' }]
    const { bot, ask } = setUp(() => ({ ok: false, refusal: { reason: 'not_subscribed', channels } }))
    await ask('/link')
    expect(bot.texts[0]).toContain('then ask me again')
    expect(bot.sent[0]?.reply.buttons).toEqual([[{ text: 'Join News', url: 'https://t.me/news' }]])
  })

  it('lets one file fail for itself', async () => {
    const { bot, ask } = setUp(({ file, messageId }) =>
      messageId === 11 ? new StreamBotError('telegram_unavailable', 'secret') : linkTo(file),
    )
    await ask('/link 5')
    expect(bot.texts[0]).toContain('<b>2 files</b>')
    expect(bot.texts[0]).toContain('Telegram is not answering me just now')
    expect(bot.texts[0]).not.toContain('secret')
  })
})
