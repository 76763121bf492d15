import fc from 'fast-check'
import { thtml } from '@mtcute/html-parser'
import { describe, expect, it } from 'vitest'
import type { RegisterFileResult } from '../actions/register-file.js'
import { StreamBotError } from '../core/errors.js'
import { UNRESTRICTED } from '../core/link.js'
import type { MediaFile } from '../core/media-file.js'
import type { UserProfile } from '../core/user.js'
import type { IncomingMessage, Reply } from '../ports/messenger.js'
import { Bot, type BotDeps } from './bot.js'
import { replies } from './replies.js'

const file: MediaFile = {
  kind: 'video',
  name: 'holiday.mp4',
  mimeType: 'video/mp4',
  sizeBytes: 1_500_000,
  telegramFileId: '5',
  durationSeconds: 67,
  width: null,
  height: null,
}

const sender: UserProfile = { id: 7, firstName: 'Ada', username: null, languageCode: 'en' }

function message(overrides: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    chatId: 7,
    messageId: 1,
    sender,
    text: '',
    file: null,
    isPrivate: true,
    ...overrides,
  }
}

const fileMessage = (messageId = 1) => message({ messageId, file: { chatId: 7, messageId, sender, file } })

function linkTo(media: MediaFile): Extract<RegisterFileResult, { ok: true }> {
  return {
    ok: true,
    link: {
      id: '00',
      logMessageId: 1,
      file: media,
      ownerId: 7,
      createdAtMs: 0,
      expiresAtMs: Date.UTC(2026, 10, 24, 10, 15),
      revokedAtMs: null,
      restrictions: UNRESTRICTED,
      downloads: 0,
      lastAccessAtMs: null,
    },
    downloadUrl: 'https://example.org/dl/token',
    streamUrl: 'https://example.org/stream/token',
  }
}

function setUp(registerFile: BotDeps['registerFile'] = () => Promise.resolve(linkTo(file))) {
  const sent: { to: number; reply: Reply }[] = []
  const logged: unknown[] = []
  const bot = new Bot({
    registerFile,
    messenger: {
      reply: (to, reply) => {
        sent.push({ to: to.messageId, reply })
        return Promise.resolve()
      },
    },
    logger: { warn: (...entry) => logged.push(entry), error: (...entry) => logged.push(entry) },
    errorId: () => 'e-123',
  })
  return { bot, sent, logged }
}

async function answerTo(incoming: IncomingMessage, registerFile?: BotDeps['registerFile']) {
  const { bot, sent, logged } = setUp(registerFile)
  bot.receive(incoming)
  await bot.idle()
  return { replies: sent.map((it) => it.reply), logged }
}

describe('Bot', () => {
  it('greets on /start, with or without a payload or its own name', async () => {
    for (const text of ['/start', '/start abc', '/start@my_bot', '/START']) {
      const { replies: sent } = await answerTo(message({ text }))
      expect(sent.map((it) => it.html)).toEqual([expect.stringContaining('Hello Ada')])
    }
  })

  it('explains itself on /help', async () => {
    const { replies: sent } = await answerTo(message({ text: '/help' }))
    expect(sent[0]?.html).toContain('Anyone who has a link can open it')
  })

  it('hints at what to do when it gets a text or an unknown command', async () => {
    for (const text of ['hi', '/nope', '/constructor', '/__proto__']) {
      expect((await answerTo(message({ text }))).replies).toEqual([replies.hint()])
    }
  })

  it('answers a file with name, size, type, duration, expiry, links and buttons', async () => {
    const { replies: sent } = await answerTo(fileMessage())
    expect(sent).toHaveLength(1)
    for (const part of [
      'holiday.mp4',
      '1.4 MiB',
      'video/mp4',
      '1:07',
      '2026-11-24 10:15 UTC',
      '/dl/token',
      '/stream/token',
    ]) {
      expect(sent[0]?.html).toContain(part)
    }
    expect(sent[0]?.buttons?.flat().map((it) => it.text)).toEqual(['Download', 'Stream'])
  })

  it('says how large a file may be when one is too large', async () => {
    const refusal = { reason: 'file_too_large', sizeBytes: 3 * 2 ** 30, maxSizeBytes: 2 ** 30 } as const
    const { replies: sent } = await answerTo(fileMessage(), () => Promise.resolve({ ok: false, refusal }))
    expect(sent[0]?.html).toContain('3 GiB, and files up to 1 GiB')
  })

  it('apologises with an id that is in the log, and tells nothing of the cause', async () => {
    const failing = () => Promise.reject(new StreamBotError('log_channel_unusable', 'secret detail'))
    const { replies: sent, logged } = await answerTo(fileMessage(), failing)
    expect(sent[0]?.html).toMatch(/set-up needs its owner.*e-123/)
    expect(sent[0]?.html).not.toContain('secret detail')
    expect(JSON.stringify(logged)).toContain('e-123')
  })

  it('stays silent in groups', async () => {
    expect((await answerTo({ ...fileMessage(), isPrivate: false })).replies).toEqual([])
  })

  it('handles at most 16 messages at once and all of them in the end', async () => {
    let now = 0
    let peak = 0
    const { bot, sent } = setUp(async () => {
      peak = Math.max(peak, ++now)
      await Promise.resolve()
      now--
      return linkTo(file)
    })
    for (let id = 0; id < 500; id++) bot.receive(fileMessage(id))
    await bot.idle()
    expect(peak).toBe(16)
    expect(new Set(sent.map((it) => it.to)).size).toBe(500)
  })

  it('lets what it received be answered before it stops', async () => {
    const answers: (() => void)[] = []
    const { bot, sent } = setUp(() => new Promise((resolve) => answers.push(() => resolve(linkTo(file)))))
    for (let id = 0; id < 20; id++) bot.receive(fileMessage(id))
    const drained = bot.drain(60_000)
    bot.receive(message({ messageId: 99, text: '/start' }))
    while (answers.length > 0) {
      for (const answer of answers.splice(0)) answer()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await drained
    expect(sent.map((it) => it.to)).toEqual(Array.from({ length: 20 }, (_, id) => id))
  })

  it('cancels what does not end within the grace time', async () => {
    const { bot, sent } = setUp(
      (_incoming, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    )
    for (let id = 0; id < 20; id++) bot.receive(fileMessage(id))
    await bot.drain(1)
    expect(sent).toEqual([])
  })

  it('cancels what is being handled and takes nothing new once disposed', async () => {
    const { bot, sent } = setUp(
      (_incoming, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    )
    bot.receive(fileMessage())
    await bot[Symbol.asyncDispose]()
    bot.receive(message({ text: '/start' }))
    await bot.idle()
    expect(sent).toEqual([])
  })
})

describe('replies', () => {
  it('can never be given markup or broken by what people write in names', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom('<b>', '</b>', '&lt;', '<a href="x">', '"', '&', '<!--', '😀'),
    )
    fc.assert(
      fc.property(
        fc.array(hostile).map((parts) => parts.join('')),
        (name) => {
          const plain = thtml(replies.link(linkTo({ ...file, name: 'plain' })).html)
          const reply = thtml(replies.link(linkTo({ ...file, name, mimeType: name })).html)
          if (typeof plain === 'string' || typeof reply === 'string') throw new Error('expected entities')
          const kinds = (text: typeof plain) => text.entities?.map((it) => it._)
          expect(kinds(reply)).toEqual(kinds(plain))
          expect(reply.text.length).toBeLessThan(4096)
        },
      ),
    )
  })
})
