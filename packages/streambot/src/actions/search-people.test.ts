import { describe, expect, it } from 'vitest'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { searchPeople, type PeopleSearch } from './search-people.js'
import { SearchTurns } from './search-turns.js'

const NOW_MS = 5000
const never = new AbortController().signal

async function setUp(count: number) {
  const { users, bans } = openMemoryStores()
  for (let id = 1; id <= count; id++) {
    await users.seen({ id, firstName: `Person ${id}`, username: id % 2 ? `odd_${id}` : null, languageCode: null }, id)
  }
  const deps = { clock: { now: () => NOW_MS }, users, bans, turns: new SearchTurns(1) }
  const ids = async (search: Partial<PeopleSearch>) => {
    const { people, nextAfterId } = await searchPeople(deps, { text: '', afterId: 0, limit: 3, ...search }, never)
    return { ids: people.map(({ user }) => user.id), nextAfterId }
  }
  return { deps, bans, ids }
}

describe('people', () => {
  it('come page by page, each once, by rising number', async () => {
    const { ids } = await setUp(7)
    expect(await ids({})).toEqual({ ids: [1, 2, 3], nextAfterId: 3 })
    expect(await ids({ afterId: 3 })).toEqual({ ids: [4, 5, 6], nextAfterId: 6 })
    expect(await ids({ afterId: 6 })).toEqual({ ids: [7], nextAfterId: null })
  })

  it('have no next page where the last one is full', async () => {
    const { ids } = await setUp(3)
    expect(await ids({})).toEqual({ ids: [1, 2, 3], nextAfterId: null })
  })

  it.each([
    ['person 12', [12]],
    ['ODD_1', [1, 11, 13]],
    ['@odd_5', [5]],
    ['14', [14]],
    ['nobody', []],
  ])('are found by what is in their name, username or number: %s', async (text, found) => {
    const { ids } = await setUp(14)
    expect((await ids({ text })).ids).toEqual(found)
  })

  it('are found beyond the first thousand, page by page', async () => {
    const { ids } = await setUp(2500)
    expect(await ids({ text: 'odd_2', limit: 100, afterId: 1999 })).toMatchObject({ nextAfterId: 2199 })
    expect(await ids({ text: 'odd_2499' })).toEqual({ ids: [2499], nextAfterId: null })
  })

  it('are looked for while others have their turn, by one search at a time, and by none when nobody waits', async () => {
    const { deps } = await setUp(5000)
    let turns = 0
    let isSearching = true
    const count = () => {
      turns++
      if (isSearching) setImmediate(count)
    }
    setImmediate(count)
    const ask = (signal = never) => searchPeople(deps, { text: 'nobody', afterId: 0, limit: 3 }, signal)
    await ask()
    isSearching = false
    expect(turns).toBeGreaterThanOrEqual(5)
    const asked = await Promise.allSettled([ask(), ask(), ask()])
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    await expect(ask(AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
  })

  it('are said to be banned while they are', async () => {
    const { deps, bans } = await setUp(3)
    const ban = { reason: null, bannedBy: 1, createdAtMs: 0 }
    await bans.put({ ...ban, userId: 1, untilMs: null })
    await bans.put({ ...ban, userId: 2, untilMs: NOW_MS })
    const { people, total } = await searchPeople(deps, { text: '', afterId: 0, limit: 3 }, never)
    expect(people.map(({ isBanned }) => isBanned)).toEqual([true, false, false])
    expect(total).toBe(3)
  })
})
