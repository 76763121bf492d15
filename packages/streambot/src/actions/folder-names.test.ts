import { describe, expect, it } from 'vitest'
import type { Link } from '../core/link.js'
import type { LinkCursor } from '../ports/link-store.js'
import { FolderNamesCache } from './folder-names.js'
import { sampleLink } from './links.fixture.js'

const NOVEMBER_MS = Date.UTC(2026, 10, 1)
const PER_PERSON = 8000

/** Everybody has as many files in November, all of one name. */
function setUp() {
  let read = 0
  let failure: Error | null = null
  const list = ({ ownerId, limit, after }: { ownerId: number | null; limit: number; after: LinkCursor | null }) => {
    if (failure) return Promise.reject(failure)
    const end = Math.min(PER_PERSON, Math.max(0, (after?.createdAtMs ?? Infinity) - NOVEMBER_MS))
    const start = Math.max(0, end - limit)
    const links = Array.from({ length: end - start }, (_, n) => linkOf(ownerId ?? 0, end - 1 - n))
    if (limit > 1) read += links.length
    const last = links.at(-1)
    return Promise.resolve({ links, next: last && start > 0 ? { createdAtMs: last.createdAtMs, id: last.id } : null })
  }
  const cache = new FolderNamesCache({ clock: { now: () => NOVEMBER_MS }, links: { list } })
  return { cache, read: () => read, fail: (error: Error | null) => (failure = error) }
}

function linkOf(ownerId: number, n: number): Link {
  return { ...sampleLink, id: `${ownerId}-${n}`, ownerId, createdAtMs: NOVEMBER_MS + n }
}

describe('names that are kept', () => {
  it('are bounded for all people together, and those used longest ago go first', async () => {
    const { cache, read } = setUp()
    for (const person of [1, 2, 3, 4]) {
      const names = await cache.get(person, '2026-11')
      expect(names?.nameOf.size).toBe(PER_PERSON)
      expect(cache.size).toBeLessThanOrEqual(20_000)
    }
    const before = read()
    await cache.get(4, '2026-11')
    await cache.get(3, '2026-11')
    expect(read()).toBe(before)
    await cache.get(1, '2026-11')
    expect(read()).toBe(before + PER_PERSON)
  })

  it('are none where reading them failed, and are read anew', async () => {
    const { cache, fail } = setUp()
    const asked = cache.get(1, '2026-11')
    fail(new Error('away'))
    await expect(asked).rejects.toThrow('away')
    expect(cache.size).toBe(0)
    fail(null)
    expect((await cache.get(1, '2026-11'))?.nameOf.size).toBe(PER_PERSON)
  })
})
