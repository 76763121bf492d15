import { describe, expect, it } from 'vitest'
import type { Ban } from '../../core/ban.js'
import type { User } from '../../core/user.js'
import { AdminBot, ADMIN, buttonsOf } from '../admin-bot.fixture.js'
import { describedUser, userOf } from '../people.fixture.js'
import { press } from '../test-bot.fixture.js'
import { markupOf, staysText } from '../reply.contract.js'

const GRACE = 12_345

function setUp(changes: Partial<User> = {}) {
  const state = { user: userOf(GRACE, changes), ban: null as Ban | null }
  const bot = new AdminBot({
    findPerson: () => Promise.resolve(state.user),
    describeUser: (userId) =>
      Promise.resolve(
        userId === GRACE ? describedUser(state.user, state.ban) : { ...describedUser(userOf(userId)), user: null },
      ),
    banUser: (_actor, ban) => Promise.resolve(void (state.ban = ban)),
    unbanUser: () => {
      const isLifted = state.ban !== null
      state.ban = null
      return Promise.resolve(isLifted)
    },
    authorizeUser: (_actor, _userId, own = {}) =>
      Promise.resolve((state.user = { ...state.user, ...own, isAuthorized: true })),
    deauthorizeUser: () => Promise.resolve((state.user = { ...state.user, isAuthorized: false, linksPerDay: null })),
    linksOf: () => Promise.resolve({ links: [], next: null }),
  })
  return { bot, state }
}

describe('/user', () => {
  it('tells all about one person', async () => {
    const { bot } = setUp({ username: 'grace', unreachableSinceMs: 0 })
    const { html } = await bot.say('/user @grace')
    for (const part of ['<b>Person 12345</b> @grace', '3 of 5', '2 GiB of 8 GiB', 'Links in all: 12', 'Not banned']) {
      expect(html).toContain(part)
    }
    expect(html).toContain('Cannot be written to since 1970-01-01')
  })

  it('says of a number that never wrote that it never wrote', async () => {
    const { bot } = setUp()
    bot.test.quoted.set(5, { text: '', author: { ...userOf(99) } })
    expect((await bot.say('/user', { replyToId: 5 })).html).toContain('Has never written to me')
  })

  it('bans, frees, authorises and takes that back by its buttons, and shows what is so then', async () => {
    const { bot, state } = setUp()
    const first = await bot.say('/user @grace')
    expect(buttonsOf(first)).toEqual(['Ban', 'Authorise', 'Links'])
    const banned = await bot.press(first, 'Ban')
    expect(state.ban).toMatchObject({ userId: GRACE, bannedBy: ADMIN, reason: null, untilMs: null })
    expect(banned?.html).toContain('Banned for good')
    const free = await bot.press(banned!, 'Unban')
    expect(free?.html).toContain('Not banned')
    const authorized = await bot.press(free!, 'Authorise')
    expect(authorized?.html).toContain('Authorised')
    const again = await bot.press(authorized!, 'Deauthorise')
    expect(again?.html).toBe(first.html)
    expect((await bot.press(again!, 'Links'))?.html).toContain('There are none')
  })

  it('leaves a ban as it is that was made after the card was shown, and shows it', async () => {
    const { bot, state } = setUp()
    const old = await bot.say('/user @grace')
    const ban: Ban = { userId: GRACE, reason: 'spam', bannedBy: 1, createdAtMs: 0, untilMs: Date.UTC(2026, 11, 1) }
    state.ban = ban
    const now = await bot.press(old, 'Ban')
    expect(state.ban).toBe(ban)
    expect(now?.html).toContain('Banned until 2026-12-01 00:00 UTC')
    expect(now?.html).toContain('The reason: spam')
    expect(buttonsOf(now!)).toContain('Unban')
  })

  it('shows a group that a ban was lifted, and nothing of the person', async () => {
    const { bot } = setUp()
    const reply = await bot.say('/ban @grace', { isPrivate: false })
    const event = press(reply, 'Unban', ADMIN)
    if (event.kind !== 'press') throw new Error('no press')
    await bot.test.receive({ ...event, press: { ...event.press, isPrivate: false } })
    expect(bot.test.edits.at(-1)?.reply.html).toContain('is free again')
    expect(bot.test.edits.at(-1)?.reply.buttons).toBeUndefined()
  })

  it('does nothing for somebody who was an admin and is none any more', async () => {
    const { bot, state } = setUp()
    const reply = await bot.say('/user @grace')
    bot.adminIds.length = 0
    expect(await bot.press(reply, 'Ban')).toBeNull()
    expect(state.ban).toBeNull()
    expect(bot.test.pressAnswers.at(-1)).toContain('too old')
  })

  it('offers no ban of an admin', async () => {
    const { bot } = setUp()
    bot.adminIds.push(GRACE)
    const reply = await bot.say('/user @grace')
    expect(await bot.press(reply, 'Ban')).toBeNull()
    expect(bot.test.pressAnswers.at(-1)).toContain('cannot be banned')
  })

  it('can never be given markup by names and reasons', async () => {
    const { bot, state } = setUp({ username: 'x', unreachableSinceMs: 0 })
    await staysText((text) => {
      state.user = { ...state.user, firstName: text, username: text, languageCode: text }
      state.ban = { userId: GRACE, reason: text.slice(0, 500), bannedBy: 1, createdAtMs: 0, untilMs: null }
      return bot.say('/user @grace')
    })
  })
})

describe('/authorize', () => {
  it.each([
    ['@grace', {}, 'as everybody who is authorised. Traffic a month: as everybody who is authorised'],
    ['@grace 50', { linksPerDay: 50 }, 'Links a day: 50.'],
    ['@grace 50 1.5', { linksPerDay: 50, bandwidthBytesPerMonth: 1.5e9 }, 'Traffic a month: 1.5 GB'],
    ['@grace 0 0', { linksPerDay: 0, bandwidthBytesPerMonth: 0 }, 'no limit. Traffic a month: no limit'],
    ['@grace - 0,5', { bandwidthBytesPerMonth: 5e8 }, 'Traffic a month: 0.5 GB'],
  ])('%s', async (args, own, words) => {
    const { bot, state } = setUp()
    const reply = await bot.say(`/authorize ${args}`)
    expect(state.user).toMatchObject({ isAuthorized: true, ...own })
    expect(reply.html).toContain(words)
    markupOf(reply)
  })

  it.each([
    ['@grace many', 'a whole number from 0 to 100,000'],
    ['@grace 100001', 'a whole number from 0 to 100,000'],
    ['@grace 5 much', 'a number such as 50'],
    ['@grace 5 9999999', 'a number such as 50'],
    ['@grace 5 5 5', 'nothing may follow, such as 5'],
    ['', 'Tell me whom'],
  ])('%s changes nothing and says what is taken', async (args, words) => {
    const { bot, state } = setUp()
    expect((await bot.say(`/authorize ${args}`)).html).toContain(words)
    expect(state.user.isAuthorized).toBe(false)
  })

  it('is taken back with /deauthorize', async () => {
    const { bot, state } = setUp({ isAuthorized: true })
    expect((await bot.say('/deauthorize @grace')).html).toContain('is as everybody again')
    expect(state.user.isAuthorized).toBe(false)
  })
})
