import { describe, expect, it } from 'vitest'
import { UNRESTRICTED, type Link } from '../core/link.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { sampleLink } from './links.fixture.js'
import { OwnFolders } from './own-folders.js'

const ADA = 7
const NOVEMBER_MS = Date.UTC(2026, 10, 1)
const DAY_MS = 86_400_000

async function setUp(links: readonly Link[]) {
  const store = openMemoryStores().links
  const time = { nowMs: NOVEMBER_MS + 20 * DAY_MS }
  const asked: string[] = []
  for (const link of links) await store.add(link)
  const watched = {
    find: (id: string) => {
      asked.push('find')
      return store.find(id)
    },
    list: (filter: Parameters<typeof store.list>[0]) => {
      asked.push(`list ${filter.limit}`)
      return store.list(filter)
    },
  }
  const folders = new OwnFolders({ clock: { now: () => time.nowMs }, links: watched })
  const namesIn = async (month: string, limit = 1000, userId = ADA) => {
    const names: string[] = []
    let after = null
    do {
      const page = await folders.files(userId, { month }, { after, limit })
      names.push(...page.files.map(({ name }) => name))
      after = page.next
    } while (after !== null)
    return names
  }
  return { store, folders, time, asked, namesIn }
}

let made = 0

function linkOf(name: string, createdAtMs: number, changes: Partial<Link> = {}): Link {
  const id = (++made).toString(16).padStart(16, '0')
  return {
    ...sampleLink,
    id,
    file: { ...sampleLink.file, name },
    ownerId: ADA,
    createdAtMs,
    expiresAtMs: null,
    ...changes,
  }
}

describe('a person’s folders', () => {
  it('are the months in which they made links, newest first, to the millisecond, whatever lies between', async () => {
    const { folders } = await setUp([
      linkOf('a', NOVEMBER_MS),
      linkOf('b', NOVEMBER_MS + 5),
      linkOf('c', NOVEMBER_MS - 1),
      linkOf('d', Date.UTC(2024, 1, 29)),
      linkOf('e', NOVEMBER_MS + 1, { ownerId: 8 }),
    ])
    expect(await folders.folders(ADA)).toEqual([
      { month: '2026-11', modifiedAtMs: NOVEMBER_MS + 5 },
      { month: '2026-10', modifiedAtMs: NOVEMBER_MS - 1 },
      { month: '2024-02', modifiedAtMs: Date.UTC(2024, 1, 29) },
    ])
    expect(await folders.folders(9)).toEqual([])
    expect(await folders.folder(ADA, '2026-10')).toEqual({ month: '2026-10', modifiedAtMs: NOVEMBER_MS - 1 })
  })

  it.each(['2026-09', '2024-03', '2026-13', '2026-00', '26-11', '2026-11 ', '..', '', '2026-11/..', 'constructor'])(
    'do not have %j',
    async (name) => {
      const { folders } = await setUp([linkOf('a', NOVEMBER_MS), linkOf('d', Date.UTC(2024, 1, 29))])
      expect(await folders.folder(ADA, name)).toBeNull()
      expect(await folders.file(ADA, name, 'a')).toBeNull()
    },
  )

  it('cost one lookup each', async () => {
    const links = Array.from({ length: 50 }, (_, n) => linkOf('a', NOVEMBER_MS + n))
    const { folders, asked } = await setUp([...links, linkOf('b', NOVEMBER_MS - 1)])
    await folders.folders(ADA)
    expect(asked).toEqual(['list 1', 'list 1', 'list 1'])
  })
})

describe('the files of a folder', () => {
  it('are those of its owner and month that are served, newest first, also what asks others for more', async () => {
    const restrictions = { ...UNRESTRICTED, passwordHash: 'x', maxDownloads: 1, addresses: ['192.0.2.1'] }
    const { namesIn, time } = await setUp([
      linkOf('october.mp4', NOVEMBER_MS - 1),
      linkOf('first.mp4', NOVEMBER_MS),
      linkOf('revoked.mp4', NOVEMBER_MS + 1, { revokedAtMs: NOVEMBER_MS + 2 }),
      linkOf('expired.mp4', NOVEMBER_MS + 2, { expiresAtMs: NOVEMBER_MS + 20 * DAY_MS }),
      linkOf('spent.mp4', NOVEMBER_MS + 3, { restrictions, downloads: 1 }),
      linkOf('gerda.mp4', NOVEMBER_MS + 4, { ownerId: 8 }),
      linkOf('soon over.mp4', NOVEMBER_MS + 5, { expiresAtMs: NOVEMBER_MS + 20 * DAY_MS + 1 }),
      linkOf('december.mp4', Date.UTC(2026, 11, 1)),
    ])
    expect(await namesIn('2026-11')).toEqual(['soon over.mp4', 'spent.mp4', 'first.mp4'])
    time.nowMs += 1
    expect(await namesIn('2026-11')).toEqual(['spent.mp4', 'first.mp4'])
    expect(await namesIn('2026-11', 1000, 8)).toEqual(['gerda.mp4'])
    expect(await namesIn('2026-09')).toEqual([])
  })

  it.each([1, 2, 3, 1000])('come whole in pages of %i, each once', async (limit) => {
    const links = Array.from({ length: 7 }, (_, n) =>
      linkOf(`${n}.mp4`, NOVEMBER_MS + (n >> 1), n === 3 ? { revokedAtMs: 1 } : {}),
    )
    const { namesIn } = await setUp([...links, linkOf('october.mp4', NOVEMBER_MS - 1)])
    expect(await namesIn('2026-11', limit)).toEqual(['6.mp4', '5.mp4', '4.mp4', '2.mp4', '1.mp4', '0.mp4'])
  })

  it('are numbered by age, whatever the case of letters, and a new one renames none', async () => {
    const { store, namesIn } = await setUp([
      linkOf('film.mp4', NOVEMBER_MS),
      linkOf('FILM.mp4', NOVEMBER_MS + 1),
      linkOf('film (2).mp4', NOVEMBER_MS + 2),
      linkOf('film.mp4', NOVEMBER_MS + 3),
    ])
    const names = ['film (3).mp4', 'film (2) (2).mp4', 'FILM (2).mp4', 'film.mp4']
    expect(await namesIn('2026-11')).toEqual(names)
    await store.add(linkOf('film.mp4', NOVEMBER_MS + 4))
    expect(await namesIn('2026-11')).toEqual(['film (4).mp4', ...names])
  })

  it('keep their names when one before them ends', async () => {
    const [first, second] = [linkOf('film.mp4', NOVEMBER_MS), linkOf('film.mp4', NOVEMBER_MS + 1)]
    const { store, folders, namesIn, time } = await setUp([first, second])
    await store.revoke(first.id, 5)
    time.nowMs += DAY_MS
    expect(await namesIn('2026-11')).toEqual(['film (2).mp4'])
    expect((await folders.file(ADA, '2026-11', 'film (2).mp4'))?.link.id).toBe(second.id)
    expect(await folders.file(ADA, '2026-11', 'film.mp4')).toBeNull()
  })

  it('are found by their names, composed or not, and nobody else’s are', async () => {
    const link = linkOf('Ünder/\u202egpj.exe', NOVEMBER_MS)
    const { folders } = await setUp([link, linkOf('Ünder_gpj.exe', NOVEMBER_MS + 1, { ownerId: 8 })])
    const file = { name: 'Ünder_gpj.exe', link }
    expect(await folders.file(ADA, '2026-11', 'Ünder_gpj.exe')).toEqual(file)
    expect(await folders.file(ADA, '2026-11', 'Ünder_gpj.exe'.normalize('NFD'))).toEqual(file)
    for (const other of ['ünder_gpj.exe', 'Ünder/gpj.exe', '..', 'constructor', '__proto__', link.id]) {
      expect(await folders.file(ADA, '2026-11', other)).toBeNull()
    }
    expect(await folders.file(9, '2026-11', 'Ünder_gpj.exe')).toBeNull()
  })

  it('cost two lookups one after the other, and none where programs look for something of their own', async () => {
    const links = Array.from({ length: 1200 }, (_, n) => linkOf(`${n}.mp4`, NOVEMBER_MS + n))
    const { folders, asked, time, store } = await setUp(links)
    await folders.file(ADA, '2026-11', '1.mp4')
    expect(asked).toEqual(['list 1', 'list 500', 'list 500', 'list 500', 'find'])
    asked.length = 0
    await folders.file(ADA, '2026-11', '2.mp4')
    expect(asked).toEqual(['list 1', 'find'])
    asked.length = 0
    for (const name of ['.DS_Store', '._1.mp4', '.hidden']) await folders.file(ADA, '2026-11', name)
    expect(asked).toEqual([])
    await store.add(linkOf('new.mp4', NOVEMBER_MS + 5000))
    expect((await folders.file(ADA, '2026-11', 'new.mp4'))?.name).toBe('new.mp4')
    asked.length = 0
    time.nowMs += 60_000
    await folders.file(ADA, '2026-11', 'new.mp4')
    expect(asked).toContain('list 500')
  })

  it('are read once for many who ask at once', async () => {
    const links = Array.from({ length: 20 }, (_, n) => linkOf(`${n}.mp4`, NOVEMBER_MS + n))
    const { folders, asked } = await setUp(links)
    const found = await Promise.all(links.map((_, n) => folders.file(ADA, '2026-11', `${n}.mp4`)))
    expect(found.map((file) => file?.link.id)).toEqual(links.map(({ id }) => id))
    expect(asked.filter((it) => it === 'list 500')).toHaveLength(1)
  })

  it('are ten thousand at most, the newest, also when all have one name', async () => {
    const links = Array.from({ length: 10_005 }, (_, n) => linkOf('photo.jpg', NOVEMBER_MS + n))
    const store = { find: () => Promise.resolve(null), list: listOf(links) }
    const folders = new OwnFolders({ clock: { now: () => NOVEMBER_MS }, links: store })
    const names = new Set<string>()
    let after = null
    let pages = 0
    do {
      const page = await folders.files(ADA, { month: '2026-11' }, { after, limit: 1000 })
      for (const { name } of page.files) names.add(name)
      after = page.next
      pages++
    } while (after !== null)
    expect([names.size, names.has('photo (10000).jpg'), names.has('photo (10001).jpg')]).toEqual([10_000, true, false])
    expect(pages).toBeLessThanOrEqual(11)
  })
})

/** Newest last in `links`; quick where there are thousands. */
function listOf(links: readonly Link[]) {
  return ({ limit, after }: { limit: number; after: { createdAtMs: number } | null }) => {
    const end = after ? Math.min(links.length, Math.max(0, after.createdAtMs - NOVEMBER_MS)) : links.length
    const page = links.slice(Math.max(0, end - limit), end).reverse()
    const last = page.at(-1)
    const next = last && end > limit ? { createdAtMs: last.createdAtMs, id: last.id } : null
    return Promise.resolve({ links: page, next })
  }
}
