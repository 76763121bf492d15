import { describe, expect, it } from 'vitest'
import { UNRESTRICTED } from '../../core/link.js'
import { keepLinks, linkOf } from '../own-links.fixture.js'
import { message, press, pressOf, TestBot } from '../test-bot.fixture.js'

function botWith(links: Parameters<typeof keepLinks>[0]) {
  const { people } = keepLinks(links)
  return new TestBot(undefined, { people })
}

const many = Array.from({ length: 20 }, (_, index) => linkOf(index + 1))

describe('/files', () => {
  it('shows how each link stands, newest first, and nobody else’s', async () => {
    const bot = botWith([
      linkOf(1, { name: 'old.mp4', expiresAtMs: -1 }),
      linkOf(2, { name: 'gone.mp4', revokedAtMs: 5 }),
      linkOf(3, {
        name: 'secret.mp4',
        downloads: 3,
        restrictions: { ...UNRESTRICTED, passwordHash: 'x', maxDownloads: 10 },
      }),
      linkOf(4, { name: 'ever.mp4', expiresAtMs: null, downloads: 2 }),
      linkOf(5, { name: 'of somebody else.mp4', ownerId: 8 }),
    ])
    await bot.receive(message({ text: '/files' }))
    expect(bot.texts[0]?.split('\n').slice(0, 10)).toEqual([
      '<b>Your links</b>',
      '',
      '1. <b>ever.mp4</b>',
      '1.4 MiB · does not expire · downloads: 2',
      '2. <b>secret.mp4</b>',
      '1.4 MiB · until 1970-01-02 00:00 UTC · password · downloads: 3 of 10',
      '3. <b>gone.mp4</b>',
      '1.4 MiB · revoked',
      '4. <b>old.mp4</b>',
      '1.4 MiB · expired',
    ])
    expect(bot.sent[0]?.reply.buttons?.flat().map(({ text }) => text)).toEqual(['1', '2', '3', '4'])
  })

  it('is paged forth and back', async () => {
    const bot = botWith(many)
    await bot.receive(message({ text: '/files' }))
    const first = bot.sent[0]!.reply
    expect(first.buttons?.at(-1)?.map(({ text }) => text)).toEqual(['Older ▶'])
    await bot.receive(press(first, 'Older ▶'))
    await bot.receive(press(bot.edits[0]!.reply, 'Older ▶'))
    await bot.receive(press(bot.edits[1]!.reply, '◀ Newer'))
    const [second, third, again] = bot.edits.map(({ reply }) => reply)
    expect(second?.html).toContain('page 2')
    expect(second?.html).toContain('9. <b>film 12.mp4</b>')
    expect(third?.html).toContain('20. <b>film 1.mp4</b>')
    expect(third?.buttons?.at(-1)?.map(({ text }) => text)).toEqual(['◀ Newer'])
    expect(again).toEqual(second)
  })

  it.each(['film', 'a really long name that is in no button of sixty-four bytes, 😀'])(
    'is searched by name, and paged as far as what was found: %s',
    async (words) => {
      const bot = botWith([
        ...many.map((link) => ({ ...link, file: { ...link.file, name: `${link.file.name} ${words}` } })),
        linkOf(30, { name: 'other.pdf' }),
      ])
      await bot.receive(message({ text: `/files ${words}` }))
      const first = bot.sent[0]!.reply
      expect(first.html).toContain(`Named: ${words}`)
      expect(first.html).not.toContain('other.pdf')
      await bot.receive(press(first, 'Older ▶'))
      await bot.receive(press(bot.edits[0]!.reply, 'Older ▶'))
      expect(bot.edits[1]?.reply.html).toContain('film 1.mp4')
      expect(bot.edits[1]?.reply.html).toContain('page 3')
    },
  )

  it('says so when there is nothing, and when nothing is named like that', async () => {
    const bot = botWith([])
    for (const text of ['/files', '/files <b>x']) await bot.receive(message({ text }))
    expect(bot.texts[0]).toContain('You have no links yet')
    expect(bot.texts[1]).toContain('None of your links is named "&lt;b&gt;x"')
  })

  it('asks for the search again once it is forgotten', async () => {
    const bot = botWith(many)
    const { listViews } = botWith([])
    await bot.receive(pressOf(['files.page', listViews.toWord({ page: 1, search: 'something that is long' })]))
    expect(bot.pressAnswers).toEqual([expect.stringContaining('I have forgotten')])
    expect(bot.edits).toEqual([])
  })
})
