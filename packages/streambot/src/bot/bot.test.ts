import fc from 'fast-check'
import { thtml } from '@mtcute/html-parser'
import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import type { Ask } from './ask.js'
import type { Bot } from './bot.js'
import { fileMessage, linkTo, message, press, registered, sampleFile, TestBot } from './test-bot.fixture.js'
import { linkCard, openButtons } from './cards/link-card.js'
import { textsFor } from './texts/texts.js'

const texts = textsFor('en')

async function answerTo(incoming: Parameters<Bot['receive']>[0], registerFile?: TestBot['registerFile']) {
  const bot = new TestBot(registerFile)
  await bot.receive(incoming)
  return bot
}

describe('Bot', () => {
  it('greets on /start, with or without a payload or its own name', async () => {
    for (const text of ['/start', '/start abc', '/start@my_bot', '/START']) {
      expect((await answerTo(message({ text }))).texts).toEqual([expect.stringContaining('Hello Ada')])
    }
  })

  it('explains itself on /help', async () => {
    expect((await answerTo(message({ text: '/help' }))).texts[0]).toContain('Anyone who has a link can open it')
  })

  it('speaks the language of the person’s Telegram', async () => {
    const bot = await answerTo(message({ text: '/start', languageCode: 'de-AT' }))
    expect(bot.texts[0]).toContain('Hallo Ada!')
  })

  it('hints once at what to do when it gets texts or unknown commands', async () => {
    const bot = new TestBot()
    for (const text of ['hi', '/nope', '/constructor', '/__proto__']) await bot.receive(message({ text }))
    expect(bot.texts).toEqual([texts.people.hint])
  })

  it('says of whatever holds no file that it holds none, each time, in the person’s language', async () => {
    const bot = new TestBot()
    for (const kind of ['poll', 'place', 'contact', 'dice', 'game', 'story', 'gone', 'other'] as const) {
      await bot.receive(message({ otherMedia: kind }))
      await bot.receive(message({ otherMedia: kind, languageCode: 'de' }))
    }
    expect(new Set(bot.texts).size).toBe(16)
    expect(bot.texts[0]).toContain('A poll has no file')
    expect(bot.texts[1]).toContain('In einer Umfrage ist keine Datei')
    await bot.receive(message({ otherMedia: 'poll', isPrivate: false }))
    expect(bot.texts).toHaveLength(16)
  })

  it('takes no command that is for another bot', async () => {
    expect((await answerTo(message({ text: '/start@other_bot' }))).texts).toEqual([texts.people.hint])
  })

  it('answers a file with name, size, type, duration, expiry, links and buttons', async () => {
    const { sent, texts: said } = await answerTo(fileMessage(1))
    expect(said).toHaveLength(1)
    const parts = ['holiday.mp4', '1.4 MiB', 'video/mp4', '1:07', '2026-11-24 10:15 UTC', '/dl/token', '/stream/token']
    for (const part of parts) expect(said[0]).toContain(part)
    expect(sent[0]?.reply.buttons?.flat().map((it) => it.text)).toEqual([
      'Download',
      'Watch',
      'Copy link',
      'Share',
      'Revoke',
      'Expiry',
      'Password',
    ])
  })

  it.each([
    ['video/mp4', 'Watch', 'Ansehen'],
    ['audio/mpeg', 'Listen', 'Anhören'],
    ['image/png', 'View', 'Anzeigen'],
    ['application/pdf', 'View', 'Anzeigen'],
    ['text/plain', 'View', 'Anzeigen'],
    ['application/zip', 'Open', 'Öffnen'],
  ])('says on the button what the page does with %s: %s, %s', (mimeType, english, german) => {
    const made = linkTo({ ...sampleFile, name: 'sent', mimeType })
    const words = (['en', 'de'] as const).map((language) => openButtons(textsFor(language), made)[1]?.text)
    expect(words).toEqual([english, german])
  })

  it('says how large a file may be when one is too large', async () => {
    const refusal = { reason: 'file_too_large', sizeBytes: 3 * 2 ** 30, maxSizeBytes: 2 ** 30 } as const
    const bot = await answerTo(fileMessage(1), () => Promise.resolve({ ok: false, refusal }))
    expect(bot.texts[0]).toContain('3 GiB, and files up to 1 GiB')
  })

  it('apologises with an id that is in the log, and tells nothing of the cause', async () => {
    const failing = () => Promise.reject(new StreamBotError('log_channel_unusable', 'secret detail'))
    const bot = await answerTo(fileMessage(1), failing)
    expect(bot.texts[0]).toMatch(/set-up needs its owner.*e-123/)
    expect(bot.texts[0]).not.toContain('secret detail')
    expect(JSON.stringify(bot.logged)).toContain('e-123')
  })

  it('stays silent in groups', async () => {
    expect((await answerTo(fileMessage(1, { isPrivate: false }))).texts).toEqual([])
    expect((await answerTo(message({ text: '/start', isPrivate: false }))).texts).toEqual([])
  })

  it('answers files that come together with one message', async () => {
    const bot = new TestBot()
    await Promise.all([1, 2, 3].map((id) => bot.receive(fileMessage(id))))
    expect(bot.texts).toHaveLength(1)
    expect(bot.texts[0]).toContain('<b>3 files</b>')
    expect(bot.sent[0]?.to.name).toBe('files 1-3 3')
  })

  it('answers a file that comes again after a crash by itself, whatever comes with it', async () => {
    const bot = new TestBot((incoming) => Promise.resolve(linkTo(incoming.file, incoming.messageId !== 1)))
    await Promise.all([1, 2, 3].map((id) => bot.receive(fileMessage(id))))
    expect(bot.sent.map(({ to }) => to.name)).toEqual(['file 1', 'files 2-3 2'])
  })

  it('answers files in the groups that were about to be answered before a crash, under the same names', async () => {
    const bot = new TestBot((incoming) => Promise.resolve(linkTo(incoming.file, incoming.messageId === 2)))
    bot.intended.push({ chatId: 7, messageIds: [1, 3], name: 'files 1-3 2', atMs: 0 })
    await Promise.all([1, 2, 3].map((id) => bot.receive(fileMessage(id))))
    expect(bot.sent.map(({ to }) => to.name).sort()).toEqual(['file 2', 'files 1-3 2'])
  })

  it('takes files of one person in turn with those of others, and all of them in the end', async () => {
    const order: number[] = []
    const bot = new TestBot((incoming) => {
      order.push(incoming.sender.id)
      bot.nowMs += 100
      return registered(incoming)
    })
    const many = Array.from({ length: 500 }, (_, id) => bot.receive(fileMessage(id + 1)))
    const other = bot.receive(fileMessage(1, { userId: 8 }))
    await Promise.all([...many, other])
    expect(order.indexOf(8)).toBeLessThan(30)
    expect(order).toHaveLength(501)
    expect(bot.texts.filter((text) => text.includes('<b>100 files</b>'))).toHaveLength(5)
    expect(bot.texts).toContainEqual(expect.stringContaining('500 files'))
  })

  it('lets who sends faster than allowed wait in line instead of refusing file by file', async () => {
    let refused = 0
    const bot = new TestBot((incoming) =>
      incoming.messageId === 5 && refused++ === 0
        ? Promise.resolve({ ok: false, refusal: { reason: 'too_many_uploads', retryAfterMs: 7000 } })
        : registered(incoming),
    )
    await Promise.all(Array.from({ length: 9 }, (_, id) => bot.receive(fileMessage(id + 1))))
    expect(bot.pauses).toContain(7000)
    expect(bot.texts).toEqual([expect.stringContaining('<b>9 files</b>')])
  })

  it('answers what is done while the rest has to wait, and says for how long', async () => {
    let made = 0
    const bot: TestBot = new TestBot((incoming) =>
      made++ < 20 || bot.pauses.includes(55_000)
        ? registered(incoming)
        : Promise.resolve({ ok: false, refusal: { reason: 'too_many_uploads', retryAfterMs: 55_000 } }),
    )
    await Promise.all(Array.from({ length: 40 }, (_, id) => bot.receive(fileMessage(id + 1))))
    expect(bot.pauses.filter((ms) => ms === 55_000)).toHaveLength(1)
    expect(bot.texts).toContainEqual(
      expect.stringMatching(/40 files in line: 20 done, 20 to go.* It goes on in 55 seconds\.$/),
    )
    expect(bot.texts.filter((text) => text.includes('<b>20 files</b>'))).toHaveLength(2)
  })

  it('lets files wait while Telegram or the database is away for a moment, and offers to try again when it stays away', async () => {
    let failures = 2
    const flaky = new TestBot((incoming) =>
      failures-- > 0 ? Promise.reject(new StreamBotError('telegram_unavailable', 'away')) : registered(incoming),
    )
    await Promise.all([1, 2, 3].map((id) => flaky.receive(fileMessage(id))))
    expect(flaky.texts.join()).not.toContain('Not taken')
    const dead = new TestBot(() => Promise.reject(new StreamBotError('store_unavailable', 'away')))
    await Promise.all([1, 2, 3].map((id) => dead.receive(fileMessage(id))))
    expect(dead.texts).toEqual([expect.stringContaining('Not taken: 3')])
    expect(dead.sent[0]?.reply.buttons?.flat().map(({ text }) => text)).toEqual(['Try again'])
  })

  it('answers anew a file that was refused before a crash and is taken after it', async () => {
    const bot = new TestBot()
    bot.intended.push({ chatId: 7, messageIds: [1], name: 'files 1-1 1', atMs: 0 })
    await bot.receive(fileMessage(1))
    expect(bot.sent.map(({ to }) => to.name)).toEqual(['files 1-1 1 again'])
  })

  it('says once that a line is full', async () => {
    const bot = new TestBot()
    await Promise.all(Array.from({ length: 1050 }, (_, id) => bot.receive(fileMessage(id + 1))))
    expect(bot.texts.filter((text) => text.includes('up to 1,000 files'))).toHaveLength(1)
  })

  it('keeps nobody waiting for an answer that Telegram does not take', async () => {
    const bot = new TestBot()
    bot.failingSends = 100
    const members = Array.from({ length: 16 }, (_, id) => bot.receive(message({ text: '/help', userId: 100 + id })))
    await new Promise((resolve) => setImmediate(resolve))
    bot.failingSends = 0
    await bot.receive(message({ text: '/help', userId: 8 }))
    expect(bot.sent.map(({ to }) => to.chatId)).toContain(8)
    await Promise.all(members)
    expect(bot.sent).toHaveLength(17)
  })

  it('asks no further once a person may make no more links that day', async () => {
    let asked = 0
    const bot = new TestBot(() => {
      asked++
      return Promise.resolve({ ok: false, refusal: { reason: 'too_many_links', retryAfterMs: 3_600_000 } })
    })
    await Promise.all(Array.from({ length: 100 }, (_, id) => bot.receive(fileMessage(id + 1))))
    expect(asked).toBeLessThan(10)
    expect(bot.texts).toEqual([expect.stringContaining('Not taken: 100')])
  })

  it('says it again while Telegram does not answer, under the same name', async () => {
    const bot = new TestBot()
    bot.failingSends = 3
    await bot.receive(fileMessage(1))
    expect(bot.texts).toHaveLength(1)
    expect(bot.pauses).toEqual([1000, 5000, 15_000])
  })

  it('lets what it received be answered before it stops', async () => {
    const answers: (() => void)[] = []
    const bot = new TestBot((incoming) => new Promise((resolve) => answers.push(() => resolve(linkTo(incoming.file)))))
    const received = Array.from({ length: 20 }, (_, id) => bot.receive(fileMessage(1, { userId: 100 + id })))
    const drained = bot.bot.drain(60_000)
    await expect(bot.receive(message({ text: '/start' }))).rejects.toMatchObject({ code: 'shutting_down' })
    while (bot.sent.length < 20) {
      for (const answer of answers.splice(0)) answer()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all([drained, ...received])
  })

  it('cancels what does not end within the grace time, and says that it has to come again', async () => {
    const bot = new TestBot(
      (_incoming, _request, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    )
    const received = Array.from({ length: 20 }, (_, id) => bot.receive(fileMessage(id + 1)))
    const outcomes = Promise.allSettled(received)
    await bot.bot.drain(1)
    expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['rejected']))
    expect(bot.sent).toEqual([])
  })

  it('cancels files that are done and not answered, and those that wait, along with those at work', async () => {
    const bot = new TestBot(
      (incoming, _request, signal) =>
        incoming.messageId === 1
          ? registered(incoming)
          : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      { maxBatchFiles: () => 2 },
    )
    const outcomes = Promise.allSettled([1, 2, 3, 4, 5].map((id) => bot.receive(fileMessage(id))))
    await bot.bot.drain(1)
    expect((await outcomes).map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
  })
})

describe('a command that changes something and comes again after a crash', () => {
  it('is not done twice; whoever was not answered hears that it may have been done', async () => {
    const chosen: (string | null)[] = []
    const bot = new TestBot(registered)
    const choose = (language: string) => bot.receive(message({ text: `/lang ${language}` }, 4))
    await choose('de')
    chosen.push(bot.languages.get(7) ?? null)
    expect(bot.noted).toEqual([expect.objectContaining({ messageIds: [4], name: 'answer 4' })])
    bot.languages.set(7, 'en')
    bot.intended.push(...bot.noted)
    await choose('de')
    expect(bot.languages.get(7)).toBe('en')
    expect(chosen).toEqual(['de'])
    expect(bot.sent.map(({ to }) => to.name)).toEqual(['answer 4', 'answer 4'])
    expect(bot.texts[1]).toContain('may have been done already')
  })
})

describe('a button', () => {
  it('counts in the private chat of whoever it was made for, and nowhere else', async () => {
    const bot = new TestBot()
    await bot.receive(fileMessage(1))
    const revoke = press(bot.sent[0]!.reply, 'Revoke')
    if (revoke.kind !== 'press') throw new Error('expected a press')
    await bot.receive({ kind: 'press', press: { ...revoke.press, chatId: -1_001_234, isPrivate: false } })
    expect(bot.pressAnswers).toEqual([texts.people.pressOutdated])
    expect(bot.edits).toEqual([])
  })
})

describe('the card of a link', () => {
  it('can never be given markup or broken by what people write in names and captions', () => {
    const ask: Pick<Ask, 'texts' | 'button'> = { texts, button: (text) => ({ text, data: Uint8Array.of(1) }) }
    const entitiesOf = (name: string) => {
      const media = { ...sampleFile, name, mimeType: name }
      const card = linkCard(ask, linkTo(media), name)
      const text = thtml(card.html)
      if (typeof text === 'string') throw new Error('expected entities')
      expect(text.text.length).toBeLessThan(4096)
      return text.entities?.map((it) => it._)
    }
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom('<b>', '</b>', '&lt;', '<a href="x">', '"', '&', '<!--', '😀'),
    )
    fc.assert(
      fc.property(
        fc.array(hostile).map((parts) => parts.join('')),
        (name) => {
          expect(entitiesOf(name)).toEqual(entitiesOf('plain'))
        },
      ),
    )
  })
})
