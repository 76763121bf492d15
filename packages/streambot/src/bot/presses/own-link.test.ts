import { describe, expect, it } from 'vitest'
import { UNRESTRICTED, type Link } from '../../core/link.js'
import { keepLinks, linkOf } from '../own-links.fixture.js'
import { message, press, pressOf, TestBot } from '../test-bot.fixture.js'

const ADA = 7
const EVE = 8
const ADMIN = 9
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const film = linkOf(1)

function setUp(link: Link = film, expirySeconds?: number | null) {
  const { people, find } = keepLinks([link], expirySeconds)
  const bot = new TestBot(undefined, { people, adminIds: [ADMIN] })
  /** What stands in the chat now. */
  const card = () => {
    const last = bot.edits.at(-1)?.reply
    if (!last) throw new Error('there is no card')
    return last
  }
  const buttons = () =>
    card()
      .buttons?.flat()
      .map(({ text }) => text)
  const click = (text: string) => bot.receive(press(card(), text))
  const open = (origin: string[] = []) => bot.receive(pressOf(['link.open', link.id, ...origin]))
  return { bot, card, buttons, click, open, now: () => find(link.id) }
}

describe('the card of a link in the list', () => {
  it('shows how it stands and what can be done, and leads back to where it was opened', async () => {
    const { card, buttons, open, click } = setUp({ ...film, downloads: 3 })
    await open(['0'])
    expect(card().html).toContain('https://example.org/dl/')
    expect(card().html).toContain('The links work until 1970-01-02 00:00 UTC.')
    expect(card().html).toContain('Downloads: 3')
    expect(buttons()).toEqual([
      'Download',
      'Watch',
      'Copy link',
      'Share',
      'Revoke',
      'Expiry',
      'Password',
      'Downloads',
      '◀ All links',
    ])
    await click('◀ All links')
    expect(card().html).toContain('1. <b>film 1.mp4</b>')
  })

  it('keeps the way back through every question', async () => {
    const { buttons, open, click } = setUp()
    await open(['12.~0123456789a'])
    for (const question of ['Revoke', 'Expiry', 'Downloads']) {
      await click(question)
      await click(question === 'Revoke' ? 'No, keep it' : '◀ Back')
      expect(buttons()).toContain('◀ All links')
    }
  })

  it('shows of a link that has ended that it has, and nothing to press', async () => {
    for (const [change, nowMs, words] of [
      [{ revokedAtMs: 1 }, 2, 'was revoked'],
      [{}, DAY_MS, 'has expired'],
    ] as const) {
      const { bot, card, buttons, open } = setUp({ ...film, ...change })
      bot.nowMs = nowMs
      await open(['0'])
      expect(card().html).toContain(words)
      expect(card().html).not.toContain('/dl/')
      expect(buttons()).toEqual(['◀ All links'])
      await bot.receive(pressOf(['link.revoke', film.id, '0']))
      expect(card().html).toContain(words)
    }
  })
})

describe('the card that answers a file', () => {
  const MESSAGE = 1
  const sent = { chatId: ADA, messageId: 5, text: 'Summer <at> the sea', file: film.file }

  it('keeps the caption through questions and changes', async () => {
    const { bot, card, open, click } = setUp()
    bot.answered.set(MESSAGE, sent)
    await open()
    await click('Expiry')
    await click('1 hour')
    expect(card().html).toContain('video/mp4 · 1:07\nSummer &lt;at&gt; the sea\n\nDownload: ')
    await click('Revoke')
    await click('No, keep it')
    expect(card().html).toContain('Summer &lt;at&gt; the sea')
  })

  it('shows no words that stand under another file, or that a list knows nothing of', async () => {
    const { bot, card, open } = setUp()
    bot.answered.set(MESSAGE, { ...sent, file: { ...film.file, telegramFileId: '99' } })
    await open()
    expect(card().html).not.toContain('Summer')
    bot.answered.set(MESSAGE, sent)
    await open(['0'])
    expect(card().html).not.toContain('Summer')
  })

  it('does without where Telegram does not tell', async () => {
    const { bot, card, open } = setUp()
    bot.failsToFindAnswered = true
    await open()
    expect(card().html).toContain('https://example.org/dl/')
    expect(bot.pressAnswers).toEqual([null])
    expect(JSON.stringify(bot.logged)).toContain('shown without its caption')
  })
})

describe('a link', () => {
  it('is revoked after a question, and stays as it is after a no', async () => {
    const { bot, card, click, now } = setUp()
    await bot.receive(pressOf(['link.revoke', film.id]))
    await click('No, keep it')
    expect(now()?.revokedAtMs).toBeNull()
    await click('Revoke')
    await click('Yes, revoke it')
    expect(now()?.revokedAtMs).toBe(0)
    expect(card().html).toContain('was revoked')
  })

  it('gets another expiry, within what the operator allows, and the card has the new addresses', async () => {
    const { bot, card, buttons, click, now } = setUp()
    await bot.receive(pressOf(['link.open', film.id]))
    const before = card().html
    await click('Expiry')
    expect(buttons()).toEqual(['1 hour', '1 day', '◀ Back'])
    await click('1 hour')
    expect(now()?.expiresAtMs).toBe(HOUR_MS)
    expect(card().html).toContain('until 1970-01-01 01:00 UTC')
    expect(urlIn(card().html)).not.toBe(urlIn(before))
  })

  it('lives for ever where nothing expires, and never by an old button', async () => {
    const { bot, click, buttons, now } = setUp(film, null)
    await bot.receive(pressOf(['link.expiry', film.id]))
    expect(buttons()).toEqual(['1 hour', '1 day', '7 days', '30 days', 'For ever', '◀ Back'])
    await click('For ever')
    expect(now()?.expiresAtMs).toBeNull()

    const strict = setUp(film, 1800)
    for (const choice of ['never', '1h', '30d', 'nonsense']) {
      await strict.bot.receive(pressOf(['link.for', film.id, choice]))
    }
    expect(strict.bot.pressAnswers).toEqual(Array(4).fill(expect.stringContaining('does not allow that any more')))
    expect(strict.now()).toEqual(film)
  })

  it('gets a maximum of downloads, and loses it again', async () => {
    const { bot, card, buttons, click, now } = setUp({ ...film, downloads: 2 })
    await bot.receive(pressOf(['link.max', film.id]))
    expect(buttons()).toEqual(['1', '10', '100', 'No limit', '◀ Back'])
    await click('10')
    expect(now()?.restrictions.maxDownloads).toBe(10)
    expect(card().html).toContain('Downloads: 2 of 10')
    await click('Downloads')
    await click('No limit')
    expect(now()?.restrictions).toEqual(UNRESTRICTED)
  })

  it('gets a password by the next message, which leaves the chat, and the new addresses', async () => {
    const { bot, now } = setUp()
    await bot.receive(pressOf(['link.password', film.id, '0']))
    expect(bot.sent[0]?.reply).toMatchObject({ asksForAnswer: true })
    expect(bot.texts[0]).toContain('the password for <b>film 1.mp4</b>')
    await bot.receive(message({ text: 'open sesame' }, 44))
    expect(bot.removed).toEqual([44])
    expect(now()?.restrictions.passwordHash).toBe('hash of open sesame')
    expect(bot.sent[1]?.to.replyTo).toBeNull()
    expect(bot.texts[1]).toContain('The password is set')
    expect(bot.texts[1]).toContain('/dl/')
    expect(bot.texts[1]).not.toContain('sesame')
    const back = bot.sent[1]?.reply.buttons?.flat().map(({ text }) => text)
    expect(back).toContain('◀ All links')
  })

  it('gets another password or none, after a question, where it has one', async () => {
    const restrictions = { ...UNRESTRICTED, passwordHash: 'old', maxDownloads: 5 }
    const { bot, buttons, click, card, now } = setUp({ ...film, restrictions })
    await bot.receive(pressOf(['link.password', film.id]))
    expect(buttons()).toEqual(['New password', 'Remove password', '◀ Back'])
    await click('New password')
    await bot.receive(message({ text: 'new' }))
    expect(now()?.restrictions).toEqual({ ...restrictions, passwordHash: 'hash of new' })
    await bot.receive(pressOf(['link.password', film.id]))
    await click('Remove password')
    expect(now()?.restrictions).toEqual({ ...restrictions, passwordHash: null })
    expect(card().html).not.toContain('needs the password')
  })

  it('asks again for a password that is none, and takes the next one', async () => {
    const { bot, now } = setUp()
    await bot.receive(pressOf(['link.password', film.id]))
    await bot.receive(message({ text: '', otherMedia: 'poll' }, 5))
    expect(bot.texts[1]).toContain('This cannot be a password')
    await bot.receive(message({ text: 'better' }, 6))
    expect(now()?.restrictions.passwordHash).toBe('hash of better')
    expect(bot.removed).toEqual([5, 6])
  })

  it('asks for no password any more after a command, or after ten minutes', async () => {
    for (const meanwhile of ['command', 'time']) {
      const { bot, now } = setUp()
      await bot.receive(pressOf(['link.password', film.id]))
      if (meanwhile === 'command') await bot.receive(message({ text: '/help' }))
      else bot.nowMs += 10 * 60_000
      await bot.receive(message({ text: 'not a password' }, 9))
      expect(bot.removed).toEqual([])
      expect(now()).toEqual(film)
    }
  })

  it('takes no text for a password before the question has reached the person', async () => {
    const { bot, now } = setUp()
    bot.failingSends = 2
    const asking = bot.receive(pressOf(['link.password', film.id]))
    await bot.receive(message({ text: 'hello?' }, 9))
    await asking
    expect(bot.texts).toEqual([expect.stringContaining('/help'), expect.stringContaining('send me the password')])
    expect(bot.removed).toEqual([])
    expect(now()).toEqual(film)
  })

  it('that ended while a password was asked for gets none, and says so', async () => {
    const { bot, now } = setUp()
    await bot.receive(pressOf(['link.password', film.id]))
    await bot.receive(pressOf(['link.revoke.yes', film.id]))
    await bot.receive(message({ text: 'sesame' }, 9))
    expect(bot.texts[1]).toContain('has ended meanwhile')
    expect(bot.removed).toEqual([9])
    expect(now()?.restrictions).toEqual(UNRESTRICTED)
  })
})

describe('somebody else', () => {
  const actions = [
    ['link.open', film.id],
    ['link.revoke', film.id],
    ['link.revoke.yes', film.id],
    ['link.expiry', film.id],
    ['link.for', film.id, '1h'],
    ['link.max', film.id],
    ['link.max.set', film.id, '1'],
    ['link.password', film.id],
    ['link.password.new', film.id],
    ['link.password.off', film.id],
  ]

  it.each(actions)('gets nowhere with %s on a link that is not theirs, signed or copied', async (...action) => {
    const { bot, now } = setUp()
    // As if the bot had made the button for them.
    await bot.receive(pressOf(action, EVE))
    // The owner's own button, pressed by another.
    const copied = pressOf(action, ADA)
    if (copied.kind !== 'press') throw new Error('expected a press')
    const sender = { ...copied.press.sender, id: EVE }
    await bot.receive({ kind: 'press', press: { ...copied.press, sender, chatId: EVE } })
    expect(bot.pressAnswers).toEqual([
      'There is no such link of yours.',
      'This button is not for you, or too old. Please ask for a new one.',
    ])
    expect([...bot.edits, ...bot.sent]).toEqual([])
    expect(now()).toEqual(film)
  })

  it('who is an admin may', async () => {
    const { bot, now } = setUp()
    await bot.receive(pressOf(['link.revoke.yes', film.id], ADMIN))
    expect(now()?.revokedAtMs).toBe(0)
  })
})

function urlIn(html: string): string | undefined {
  return /https:\/\/example\.org\/dl\/[^\s<]+/.exec(html)?.[0]
}
