import { describe, expect, it } from 'vitest'
import { searchPeople } from '../../actions/search-people.js'
import { SearchTurns } from '../../actions/search-turns.js'
import { openMemoryStores } from '../../stores/memory/open-memory-stores.js'
import { AdminBot, buttonsOf } from '../admin-bot.fixture.js'
import { describedUser, userOf } from '../people.fixture.js'
import { markupOf, staysText } from '../reply.contract.js'

async function setUp(count: number) {
  const { users, bans } = openMemoryStores()
  for (let id = 1; id <= count; id++) {
    await users.seen({ id: 7_000_000_000 + id, firstName: `Person ${id}`, username: `p_${id}`, languageCode: null }, id)
  }
  const clock = { now: () => 0 }
  const turns = new SearchTurns()
  const bot = new AdminBot({
    searchPeople: (search) => searchPeople({ clock, users, bans, turns }, search, new AbortController().signal),
    describeUser: (userId) => Promise.resolve(describedUser(userOf(userId))),
  })
  return { bot, users, bans }
}

describe('/users', () => {
  it('goes through ten thousand people page by page', async () => {
    const { bot } = await setUp(10_000)
    let page = await bot.say('/users')
    expect(page.html).toContain('People: 10,000')
    const seen = new Set<string>()
    for (let turns = 0; turns < 1000; turns++) {
      markupOf(page)
      for (const [id] of page.html.matchAll(/<code>\d+<\/code>/g)) seen.add(id)
      if (!buttonsOf(page).includes('Next')) break
      page = (await bot.press(page, 'Next'))!
    }
    expect(seen.size).toBe(10_000)
    expect((await bot.press(page, 'From the start'))?.html).toContain('Person 1<')
  })

  it('finds people and goes on with the same search', async () => {
    const { bot } = await setUp(300)
    const page = await bot.say('/users p_2')
    expect(page.html).toContain('Who matches p_2')
    const next = await bot.press(page, 'Next')
    expect(next?.html).toContain('Who matches p_2')
    expect(next?.html).toContain('Person 208')
    expect(next?.html).not.toContain('Person 11<')
  })

  it('says so where a search is too long to go on with', async () => {
    const { bot } = await setUp(300)
    const page = await bot.say(`/users ${' '.repeat(30)}person${' '.repeat(1)}2`)
    expect(buttonsOf(page)).toContain('Next')
    const { bot: other, users } = await setUp(0)
    for (let id = 1; id <= 11; id++) {
      await users.seen({ id, firstName: 'A very long first name', username: null, languageCode: null }, id)
    }
    const long = await other.say('/users a very long first name')
    expect(buttonsOf(long)).not.toContain('Next')
    expect(long.html).toContain('search for something more exact')
  })

  it('opens one of them by its number', async () => {
    const { bot } = await setUp(3)
    expect((await bot.press(await bot.say('/users'), '2'))?.html).toContain('<code>7000000002</code>')
  })

  it('says that nobody is like that', async () => {
    const { bot } = await setUp(3)
    expect((await bot.say('/users nobody')).html).toContain('Nobody.')
  })

  it('marks those who are banned, authorised, or cannot be written to', async () => {
    const { bot, users, bans } = await setUp(1)
    await users.update(7_000_000_001, { isAuthorized: true, unreachableSinceMs: 1 }, 1)
    await bans.put({ userId: 7_000_000_001, reason: null, bannedBy: 1, createdAtMs: 0, untilMs: null })
    expect((await bot.say('/users')).html).toContain('banned · authorised · cannot be written to')
  })

  it('can never be given markup by names and searches', async () => {
    const people = (text: string) =>
      Array.from({ length: 10 }, (_, id) => ({
        user: userOf(id + 1, { firstName: text, username: text }),
        isBanned: true,
      }))
    const bot = new AdminBot({
      searchPeople: ({ text }) => Promise.resolve({ people: people(text), nextAfterId: 2 ** 52, total: 10_000 }),
    })
    await staysText((text) => bot.say(`/users ${text}`))
  })
})
