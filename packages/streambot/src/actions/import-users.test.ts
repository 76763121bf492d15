import { describe, expect, it } from 'vitest'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { importUsers } from './import-users.js'

const NOW_MS = Date.UTC(2026, 0, 1)
const { signal } = new AbortController()

async function* of(...records: unknown[]) {
  for (const record of records) yield await Promise.resolve(record)
}

function deps() {
  const { users, archive } = openMemoryStores()
  return { users, archive, clock: { now: () => NOW_MS }, onProgress: () => {} }
}

describe('people of a similar bot', () => {
  it('are found in whatever shape it kept them', async () => {
    const it = deps()
    const records = of(
      { _id: 'aabb', id: 11, join_date: '2024-05-06' },
      { _id: 12, name: ' Ada ', username: '@ada' },
      { user_id: '13', first_name: 'Grace', joined: 1_700_000_000 },
      { id: { $numberLong: '14' }, join_date: { $date: '2024-05-06T00:00:00Z' } },
      { _id: 15n, join_date: new Date(Date.UTC(2024, 4, 6)) },
    )
    expect(await importUsers(it, records, signal)).toEqual({ imported: 5, known: 0, nameless: 0, noPerson: 0 })
    const found = await it.users.page(0, 10)
    expect(found.map(({ id, firstName, username, firstSeenAtMs }) => [id, firstName, username, firstSeenAtMs])).toEqual(
      [
        [11, '', null, Date.UTC(2024, 4, 6)],
        [12, 'Ada', 'ada', NOW_MS],
        [13, 'Grace', null, 1_700_000_000_000],
        [14, '', null, Date.UTC(2024, 4, 6)],
        [15, '', null, Date.UTC(2024, 4, 6)],
      ],
    )
  })

  it('are left as they are where they are known, so that it can be done again', async () => {
    const it = deps()
    await it.users.seen({ id: 11, firstName: 'Ada', username: null, languageCode: 'de' }, 5)
    const records = () => of({ id: 11, name: 'Somebody' }, { id: 12 }, { id: 12 })
    expect(await importUsers(it, records(), signal)).toMatchObject({ imported: 1, known: 2 })
    expect(await importUsers(it, records(), signal)).toMatchObject({ imported: 0, known: 3 })
    expect(await it.users.find(11)).toMatchObject({ firstName: 'Ada', languageCode: 'de', firstSeenAtMs: 5 })
  })

  it('are passed over, and counted, where there is no telling who is meant', async () => {
    const records = of(null, 7, {}, { _id: 'aabb' }, { id: -1001234567890 }, { id: 0 }, { id: 1.5 }, { id: 2 ** 60 })
    expect(await importUsers(deps(), records, signal)).toEqual({ imported: 0, known: 0, nameless: 4, noPerson: 4 })
  })

  it('are not more at once than fit, however many there are', async () => {
    const { users, clock } = deps()
    const sizes: number[] = []
    const archive = { restore: (records: readonly unknown[]) => Promise.resolve(void sizes.push(records.length)) }
    async function* many() {
      for (let id = 1; id <= 450; id++) yield await Promise.resolve({ id })
    }
    expect(await importUsers({ users, clock, archive, onProgress: () => {} }, many(), signal)).toMatchObject({
      imported: 450,
    })
    expect(sizes).toEqual([200, 200, 50])
  })

  it('are not looked for any more once nobody waits', async () => {
    const leaving = new AbortController()
    leaving.abort(new Error('left'))
    await expect(importUsers(deps(), of({ id: 1 }), leaving.signal)).rejects.toThrow('left')
  })
})
