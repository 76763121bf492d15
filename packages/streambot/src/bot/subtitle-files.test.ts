import { describe, expect, it } from 'vitest'
import type { AttachSubtitlesResult } from '../actions/attach-subtitles.js'
import { StreamBotError } from '../core/errors.js'
import type { Link } from '../core/link.js'
import type { Subtitles } from '../core/subtitles.js'
import { linkOf } from './own-links.fixture.js'
import type { PeopleActions } from './people-actions.js'
import { fileMessage, linkTo, press, pressOf, registered, sampleFile, TestBot } from './test-bot.fixture.js'

const FILM = 3
const SENT = 5
const film = linkOf(1, { name: 'Holiday.mkv' })
const other = linkOf(2)
const subtitles: Subtitles = {
  id: 'f'.repeat(16),
  name: 'Holiday.de.srt',
  language: 'de',
  logMessageId: 9,
  telegramFileId: '8',
  sizeBytes: 100,
}
const srt = { ...sampleFile, kind: 'document', name: subtitles.name, mimeType: 'application/x-subrip' } as const
const urls = { downloadUrl: 'https://x/dl/t', streamUrl: 'https://x/stream/t', watchUrl: 'https://x/watch/t' }

const sent = (messageId = SENT, replyToId: number | undefined = FILM) =>
  fileMessage(messageId, replyToId === undefined ? {} : { replyToId }, srt)

type Scene = Partial<Pick<PeopleActions, 'attachSubtitles' | 'removeSubtitles' | 'findLink'>> & {
  /** By what they are asked by. */
  readonly films?: Readonly<Record<string, readonly Link[]>>
  readonly registerFile?: TestBot['registerFile']
}

function setUp({ films = { [`7 ${FILM}`]: [film] }, registerFile = registered, ...actions }: Scene = {}) {
  const attached: string[] = []
  const kept = new Map<string, Subtitles>()
  const madeOf = (link: Link, request: string) => {
    const found = kept.get(request)
    if (!found) return null
    return { ok: true, link: { ...link, subtitles: [found] }, subtitles: found, ...urls } as const
  }
  const people: Partial<PeopleActions> = {
    findFilms: (_ownerId, { requests = [], ids = [], tokens = [] }) =>
      Promise.resolve([...requests, ...ids, ...tokens].flatMap((name) => films[name] ?? [])),
    attachSubtitles: (_incoming, linkId, request) => {
      attached.push(`${linkId} ${request}`)
      kept.set(request, subtitles)
      return Promise.resolve(madeOf(film, request) as AttachSubtitlesResult)
    },
    findSubtitles: madeOf,
    ...actions,
  }
  const bot = new TestBot(registerFile, { people })
  return { bot, attached, kept }
}

describe('subtitles', () => {
  it('that answer a film are put beside it, and the answer says which one and takes them off again', async () => {
    const removed: string[] = []
    const { bot, attached } = setUp({
      removeSubtitles: ({ userId }, ...ids) => {
        removed.push([userId, ...ids].join(' '))
        return Promise.resolve({ link: film, subtitles })
      },
    })
    await bot.receive(sent())
    expect(attached).toEqual([`${film.id} subtitles 7 ${SENT}`])
    expect(bot.sent).toMatchObject([{ to: { chatId: 7, replyTo: SENT, name: `subtitles ${SENT}` } }])
    expect(bot.texts[0]).toContain('<b>Holiday.mkv</b> is shown with these subtitles now: Holiday.de.srt')
    expect(bot.sent[0]?.reply.buttons?.flat().map(({ text }) => text)).toEqual(['Download', 'Watch', 'Take off again'])
    await bot.receive(press(bot.sent[0]!.reply, 'Take off again'))
    expect(removed).toEqual([`7 ${film.id} ${subtitles.id}`])
    expect(bot.edits[0]?.reply.html).toContain('Holiday.de.srt was taken off <b>Holiday.mkv</b>')
  })

  it('can be taken off later, from the card of their film', async () => {
    const own = { ...film, subtitles: [subtitles, { ...subtitles, id: '1'.repeat(16), name: 'other.srt' }] }
    const { bot } = setUp({ findLink: () => Promise.resolve({ link: own, ...urls }) })
    await bot.receive(pressOf(['link.open', film.id, '0']))
    await bot.receive(press(bot.edits[0]!.reply, 'Subtitles (2)'))
    const labels = bot.edits[1]?.reply.buttons?.flat().map(({ text }) => text)
    expect(labels).toEqual(['✖ Holiday.de.srt', '✖ other.srt', '◀ Back'])
  })

  it('that answer the message with its link are put beside it, too', async () => {
    const token = 'A'.repeat(52)
    const { bot, attached } = setUp({ films: { [token]: [film] } })
    bot.quoted.set(SENT, { text: `Download: https://x/dl/${token}/a.mkv\nhttps://x/watch/${token}`, author: null })
    await bot.receive(sent())
    expect(attached).toHaveLength(1)
  })

  it('are put beside none of several films, and beside the only one among other files', async () => {
    const [one, two] = ['A', 'B'].map((letter) => letter.repeat(52))
    const { bot, attached } = setUp({ films: { [one!]: [film], [two!]: [other] } })
    bot.quoted.set(SENT, { text: `https://x/dl/${one} https://x/dl/${two}`, author: null })
    await bot.receive(sent())
    expect([attached, bot.texts]).toEqual([[], [expect.stringContaining('several films')]])
    bot.quoted.set(6, { text: `https://x/dl/${one} https://x/dl/${'C'.repeat(52)}`, author: null })
    await bot.receive(sent(6))
    expect(attached).toEqual([`${film.id} subtitles 7 6`])
  })

  it.each<[string, number | undefined]>([
    ['answer nothing', undefined],
    ['answer no film of theirs', FILM],
  ])('that %s are a file like any other, with a hint', async (_what, replyToId) => {
    const { bot, attached } = setUp({ films: {} })
    bot.quoted.set(SENT, { text: 'hello', author: null })
    await bot.receive(sent(SENT, replyToId))
    expect(attached).toEqual([])
    expect(bot.sent[0]?.to.name).toBe(`file ${SENT}`)
    expect(bot.texts[0]).toContain('/dl/')
    expect(bot.texts[0]).toContain('in answer to the film')
  })

  it('in a group are what they were there: nothing, unless somebody asks', async () => {
    const { bot, attached } = setUp()
    await bot.receive(fileMessage(SENT, { replyToId: FILM, isPrivate: false, chatId: -100 }, srt))
    expect([attached, bot.sent]).toEqual([[], []])
  })

  it('are no other files in answer to a film', async () => {
    const { bot, attached } = setUp()
    await bot.receive(fileMessage(SENT, { replyToId: FILM }))
    await bot.receive(fileMessage(6, { replyToId: FILM }, { ...srt, name: 'notes.txt' }))
    expect(attached).toEqual([])
    expect(bot.texts.join()).not.toContain('in answer to the film')
  })

  it('wait for their film, where its link is still being made', async () => {
    let finish = () => {}
    const films: Record<string, readonly Link[]> = {}
    const { bot, attached } = setUp({
      films,
      registerFile: (incoming) => new Promise((done) => (finish = () => done(linkTo(incoming.file)))),
    })
    const taken = [bot.receive(fileMessage(FILM)), bot.receive(sent())]
    await new Promise((resolve) => setImmediate(resolve))
    expect([attached, bot.sent]).toEqual([[], []])
    films[`7 ${FILM}`] = [film]
    finish()
    await Promise.all(taken)
    expect(attached).toHaveLength(1)
    expect(bot.sent.map(({ to }) => to.name)).toEqual([`file ${FILM}`, `subtitles ${SENT}`])
  })

  it.each([
    [{ reason: 'film_over' }, 'has ended'],
    [{ reason: 'no_subtitles' }, 'no subtitles in Holiday.de.srt'],
    [{ reason: 'subtitles_too_large', maxBytes: 2_097_152 }, 'too large'],
    [{ reason: 'too_many_subtitles', max: 16 }, '16 files of subtitles'],
    [{ reason: 'service_busy', retryAfterMs: 5000 }, 'Many people are sending'],
  ] as const)('that are not taken are told why: %o', async (refusal, words) => {
    const { bot } = setUp({ attachSubtitles: () => Promise.resolve({ ok: false, refusal }) })
    await bot.receive(sent())
    expect(bot.texts).toEqual([expect.stringContaining(words)])
  })

  it('that meet trouble are apologised for, and may be sent again', async () => {
    const { bot } = setUp({ attachSubtitles: () => Promise.reject(new StreamBotError('store_unavailable', 'away')) })
    await bot.receive(sent())
    expect(bot.texts).toEqual([expect.stringContaining('e-123')])
    expect(bot.noted).toEqual([])
  })
})

describe('subtitles that come again after a crash', () => {
  const again = { chatId: 7, messageIds: [SENT], name: `subtitles ${SENT}`, atMs: 0 }

  it('are put beside the film as if nothing had been, where nobody was about to be answered', async () => {
    const { bot, attached, kept } = setUp()
    kept.set(`subtitles 7 ${SENT}`, subtitles)
    await bot.receive(sent())
    expect(attached).toHaveLength(1)
    expect(bot.noted).toMatchObject([{ chatId: 7, messageIds: [SENT], name: `subtitles ${SENT}` }])
  })

  it('are answered under the same name, and not put there again after they were taken off', async () => {
    const there = setUp()
    there.bot.intended.push(again)
    there.kept.set(`subtitles 7 ${SENT}`, subtitles)
    await there.bot.receive(sent())
    expect([there.attached, there.bot.sent[0]?.to.name]).toEqual([[], again.name])
    expect(there.bot.texts[0]).toContain('Holiday.de.srt')

    for (const films of [undefined, {}]) {
      const off = setUp(films ? { films } : {})
      off.bot.intended.push(again)
      await off.bot.receive(sent())
      expect([off.attached, off.bot.sent.map(({ to }) => to.name)]).toEqual([[], [again.name]])
      expect(off.bot.texts[0]).toContain('may have been done already')
    }
  })

  it('are a file again where they were one, whatever they answer by now', async () => {
    const { bot, attached } = setUp()
    bot.intended.push({ ...again, name: `files ${SENT}-${SENT} 1` })
    await bot.receive(sent())
    expect([attached, bot.sent.length]).toEqual([[], 1])
    expect(bot.texts[0]).toContain('/dl/')
  })

  it('have to come again when the bot stopped before they were answered', async () => {
    let began = () => {}
    const beginning = new Promise<void>((resolve) => (began = resolve))
    const { bot } = setUp({
      attachSubtitles: (_file, _link, _request, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
          began()
        }),
    })
    const taking = bot.receive(sent())
    taking.catch(() => {})
    await beginning
    await bot.bot[Symbol.asyncDispose]()
    await expect(taking).rejects.toMatchObject({ code: 'shutting_down' })
    expect(bot.sent).toEqual([])
  })
})
