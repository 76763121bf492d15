import { describe, expect, it } from 'vitest'
import type { BroadcastProgress } from '../../actions/broadcasts.js'
import { AdminBot, ADMIN, buttonsOf } from '../admin-bot.fixture.js'
import { markupOf, staysText } from '../reply.contract.js'

const NOW_MS = Date.UTC(2026, 10, 24, 10, 15)
const REPORT = 77

function setUp() {
  const state = { current: null as BroadcastProgress | null, started: 0 }
  const bot = new AdminBot({
    broadcasts: {
      countPeople: () => Promise.resolve(1234),
      running: () => Promise.resolve(state.current?.state === 'running' ? state.current : null),
      start: (adminId, source, reportMessageId) => {
        if (state.current?.reportMessageId !== reportMessageId) {
          state.started++
          state.current = progressOf({
            adminId,
            fromChatId: source.chatId,
            messageId: source.messageId,
            reportMessageId,
          })
        }
        return Promise.resolve(state.current)
      },
      cancel: (actor, id) => {
        expect([actor, id]).toEqual([`user:${ADMIN}`, state.current?.id])
        if (state.current?.state !== 'running') return Promise.resolve(false)
        state.current = { ...state.current, state: 'cancelled', finishedAtMs: NOW_MS + 125_000 }
        return Promise.resolve(true)
      },
      progress: () => Promise.resolve(state.current),
    },
  })
  bot.test.nowMs = NOW_MS
  bot.test.quoted.set(5, { text: 'News', author: null })
  return { bot, state }
}

function progressOf(changes: Partial<BroadcastProgress> = {}): BroadcastProgress {
  return {
    id: '0011223344556677',
    botId: 1,
    adminId: ADMIN,
    fromChatId: ADMIN,
    messageId: 5,
    reportMessageId: REPORT,
    createdAtMs: NOW_MS,
    state: 'running',
    reason: null,
    cursor: 9,
    sent: 600,
    unreachable: 15,
    failed: 2,
    finishedAtMs: null,
    people: 1234,
    waitsUntilMs: null,
    failures: [{ reason: 'Telegram answered 400 X', people: 2 }],
    ...changes,
  }
}

describe('/broadcast', () => {
  it('asks first, with to how many people, then tells how far it is, and stops when it is told to', async () => {
    const { bot, state } = setUp()
    const preview = await bot.say('/broadcast', { replyToId: 5 })
    expect(preview.html).toContain('<b>1,234 people</b>')
    expect(state.started).toBe(0)
    const running = await bot.press(preview, 'Send to 1,234', REPORT)
    expect(state.current).toMatchObject({ adminId: ADMIN, fromChatId: ADMIN, messageId: 5, reportMessageId: REPORT })
    expect(running?.html).toContain('617 of 1,234 people (50 %)')
    expect(buttonsOf(running!)).toEqual(['Stop it'])
    const stopped = await bot.press(running!, 'Stop it', REPORT)
    expect(stopped?.html).toContain('was stopped on its way')
    for (const part of [
      'Sent: 600',
      'Cannot be reached: 15',
      'Failed: 2',
      'It took 2 minutes 5 seconds.',
      '400 X: 2',
    ]) {
      expect(stopped?.html).toContain(part)
    }
    expect(stopped?.buttons).toBeUndefined()
    await bot.press(running!, 'Stop it', REPORT)
    expect(bot.test.pressAnswers.at(-1)).toBe('It was over already.')
  })

  it('sends it once, however often the button is pressed, also when it is over', async () => {
    const { bot, state } = setUp()
    const preview = await bot.say('/broadcast', { replyToId: 5 })
    await Promise.all([1, 2, 3].map(() => bot.press(preview, 'Send to 1,234', REPORT)))
    state.current = progressOf({ state: 'done', finishedAtMs: NOW_MS + 1000 })
    await bot.press(preview, 'Send to 1,234', REPORT)
    expect(state.started).toBe(1)
    expect(bot.test.edits.at(-1)?.reply.html).toContain('The message is with everybody')
  })

  it('begins no second one while one is on its way, whether it was asked for before or after', async () => {
    const { bot, state } = setUp()
    const preview = await bot.say('/broadcast', { replyToId: 5 })
    state.current = progressOf({ reportMessageId: 1000, adminId: 8 })
    expect((await bot.say('/broadcast', { replyToId: 5 })).html).toContain('is on its way already')
    expect(await bot.press(preview, 'Send to 1,234', REPORT)).toBeNull()
    expect(bot.test.pressAnswers.at(-1)).toContain('is on its way already')
    expect(state.started).toBe(0)
  })

  it('sends nothing when it is left', async () => {
    const { bot, state } = setUp()
    const preview = await bot.say('/broadcast', { replyToId: 5 })
    expect((await bot.press(preview, 'Leave it'))?.html).toBe('Nothing was sent.')
    expect(state.started).toBe(0)
  })

  it.each([
    [{}, 'answer it with <code>/broadcast</code>'],
    [{ replyToId: 6 }, 'That message is gone'],
  ])('says how it goes: %j', async (options, words) => {
    const { bot } = setUp()
    expect((await bot.say('/broadcast', options)).html).toContain(words)
  })

  it('tells in German until when Telegram lets it wait, and why it ended early', async () => {
    const { bot, state } = setUp()
    const preview = await bot.say('/broadcast', { replyToId: 5, languageCode: 'de' })
    expect(buttonsOf(preview)).toEqual(['An 1.234 senden', 'Lieber nicht'])
    bot.test.languages.set(ADMIN, 'de')
    state.current = progressOf({ waitsUntilMs: NOW_MS + 30_000 })
    const waiting = await bot.press(preview, 'An 1.234 senden', REPORT)
    expect(waiting?.html).toContain('Telegram lässt mich um 2026-11-24 10:15:30 UTC weitermachen')
    state.current = progressOf({ state: 'cancelled', reason: 'The message was deleted', finishedAtMs: NOW_MS })
    expect((await bot.press(waiting!, 'Stoppen', REPORT))?.html).toContain('Warum: The message was deleted')
  })

  it('can never be given markup by reasons', async () => {
    const { bot, state } = setUp()
    const preview = await bot.say('/broadcast', { replyToId: 5 })
    await staysText(async (text) => {
      const failures = Array.from({ length: 10 }, () => ({ reason: text, people: 5 }))
      state.current = progressOf({ state: 'cancelled', reason: text, failures, finishedAtMs: NOW_MS })
      const reply = await bot.press(preview, 'Send to 1,234', REPORT)
      markupOf(reply!)
      return reply!
    })
  })
})
