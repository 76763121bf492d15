import { describe, expect, it } from 'vitest'
import type { Ban } from '../../core/ban.js'
import type { UserProfile } from '../../core/user.js'
import { AdminBot, ADMIN, buttonsOf } from '../admin-bot.fixture.js'
import { markupOf, staysText } from '../reply.contract.js'

const HOUR_MS = 3_600_000
const NOW_MS = Date.UTC(2026, 10, 24, 10, 15)
const grace: UserProfile = { id: 12_345, firstName: 'Grace', username: 'grace', languageCode: 'en' }

function setUp() {
  const bans: Ban[] = []
  const bot = new AdminBot({
    findPerson: (text) => Promise.resolve(['12345', '@grace', 'grace'].includes(text) ? ({ ...grace } as never) : null),
    banUser: (actor, ban) => {
      expect(actor).toBe(`user:${ADMIN}`)
      bans.push(ban)
      return Promise.resolve()
    },
    unbanUser: (_actor, userId) => Promise.resolve(userId === grace.id),
  })
  bot.test.nowMs = NOW_MS
  return { bot, bans }
}

describe('/ban', () => {
  it.each<[string, string | null, number | null]>([
    ['@grace', null, null],
    ['12345', null, null],
    ['grace forever', null, null],
    ['@grace sends spam', 'sends spam', null],
    ['@grace sends  spam 2h', 'sends spam', 2 * HOUR_MS],
    ['@grace 3d sends spam', 'sends spam', 72 * HOUR_MS],
    ['@grace 1W', null, 168 * HOUR_MS],
    ['@grace spam forever', 'spam', null],
    ['@grace 0h', '0h', null],
    ['@grace spam 9000w', 'spam', null],
    ['@grace 3 times', '3 times', null],
  ])('%s: reason %j, for %j ms', async (args, reason, forMs) => {
    const { bot, bans } = setUp()
    const reply = await bot.say(`/ban ${args}`)
    const untilMs = forMs === null ? null : NOW_MS + forMs
    expect(bans).toEqual([{ userId: grace.id, reason, bannedBy: ADMIN, createdAtMs: NOW_MS, untilMs }])
    expect(reply.html).toContain('<b>Grace</b> @grace <code>12345</code>')
    expect(buttonsOf(reply)).toEqual(['Unban', 'About them'])
  })

  it('bans somebody who never wrote, by number', async () => {
    const { bot, bans } = setUp()
    await bot.say('/ban 99 spam')
    expect(bans).toMatchObject([{ userId: 99, reason: 'spam' }])
  })

  it('bans who wrote the message that it answers, and shows a group no more than that', async () => {
    const { bot, bans } = setUp()
    bot.test.quoted.set(5, { text: 'buy!', author: grace })
    const reply = await bot.say('/ban sends spam 2h', { isPrivate: false, replyToId: 5 })
    expect(bans).toMatchObject([{ userId: grace.id, reason: 'sends spam', untilMs: NOW_MS + 2 * HOUR_MS }])
    expect(buttonsOf(reply)).toEqual(['Unban'])
  })

  it('means who is named, also in answer to somebody else', async () => {
    const { bot, bans } = setUp()
    bot.test.quoted.set(5, { text: 'hi', author: { ...grace, id: 8 } })
    await bot.say('/ban @grace spam', { isPrivate: false, replyToId: 5 })
    expect(bans).toMatchObject([{ userId: grace.id, reason: 'spam' }])
  })

  it.each([
    ['/ban', {}, 'Tell me whom'],
    ['/ban @nobody', {}, 'I know nobody who is called @nobody'],
    ['/ban', { replyToId: 6 }, 'That message is gone'],
    ['/ban', { replyToId: 7 }, 'does not say who wrote'],
    [`/ban ${ADMIN}`, {}, 'an admin, who cannot be banned'],
    [`/ban @grace ${'x'.repeat(501)}`, {}, '500 letters at most'],
  ])('%.20s %j bans nobody and says why', async (text, options, words) => {
    const { bot, bans } = setUp()
    bot.test.quoted.set(7, { text: 'hi', author: null })
    expect((await bot.say(text, options)).html).toContain(words)
    expect(bans).toEqual([])
  })

  it('speaks German', async () => {
    const { bot } = setUp()
    const reply = await bot.say('/ban @grace schickt Spam 2h', { languageCode: 'de' })
    expect(reply.html).toContain('ist bis 2026-11-24 12:15 UTC gesperrt')
    expect(reply.html).toContain('Der Grund: schickt Spam')
  })

  it('can never be given markup by reasons or names', async () => {
    const { bot } = setUp()
    await staysText(async (text) => {
      bot.test.quoted.set(5, { text: '', author: { ...grace, firstName: text } })
      return bot.say(`/ban ${text.slice(0, 200)}`, { replyToId: 5 })
    })
    await staysText((text) => bot.say(`/ban @${text.replaceAll(/\s/g, '').slice(0, 200)}`))
  })
})

describe('/unban', () => {
  it('says whether there was a ban', async () => {
    const { bot } = setUp()
    expect((await bot.say('/unban @grace')).html).toContain('<b>Grace</b> @grace <code>12345</code> is free again')
    const reply = await bot.say('/unban 99')
    expect(reply.html).toContain('<code>99</code> is not banned')
    markupOf(reply)
  })
})
