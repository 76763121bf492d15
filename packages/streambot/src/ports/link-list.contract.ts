/** What every link store promises of its list: everything once, newest first, in pages. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Link } from '../core/link.js'
import { numberedLink } from './link-store.contract.js'
import type { LinkCursor, LinkStore } from './link-store.js'

export function linkListContract(create: () => Promise<LinkStore>): void {
  describe('keeps the promises of a list of links', () => {
    const moments = [5, 3, 3, 3, 2, 1, 1]
    /** Newest first, then by falling id, as the list has to be. */
    const links = moments.map((createdAtMs, at) =>
      numberedLink(moments.length - at, { createdAtMs, ownerId: at % 3 === 0 ? 8 : Number.MAX_SAFE_INTEGER }),
    )
    let store: LinkStore
    beforeEach(async () => {
      store = await create()
      for (const at of [3, 0, 6, 1, 5, 2, 4]) await store.add(links[at]!)
    })

    it.each([1, 2, 3, 6, 7, 1000])('gives everything once, newest first, in pages of %i', async (limit) => {
      const pages = await pagesOf(null, limit)
      expect(pages.flat()).toEqual(links)
      expect(pages).toHaveLength(Math.ceil(links.length / limit))
    })

    it.each([1, 2, 3, 1000])('gives what one person owns in pages of %i', async (limit) => {
      const pages = await pagesOf(8, limit)
      expect(pages.flat()).toEqual(links.filter(({ ownerId }) => ownerId === 8))
      expect(pages).toHaveLength(Math.ceil(3 / limit))
    })

    it.each([1, 2, 3, 6, 7, 1000])('says what files are called, in the same order and pages of %i', async (limit) => {
      const nameOf = ({ id, createdAtMs, file }: Link) => ({ id, createdAtMs, fileName: file.name })
      const question = { ownerId: null, limit, after: null }
      expect(await store.listNames(question)).toEqual(links.slice(0, limit).map(nameOf))
      const after = { createdAtMs: links[1]!.createdAtMs, id: links[1]!.id }
      expect(await store.listNames({ ...question, after })).toEqual(links.slice(2, 2 + limit).map(nameOf))
      const own = links.filter(({ ownerId }) => ownerId === 8).map(nameOf)
      expect(await store.listNames({ ...question, ownerId: 8 })).toEqual(own.slice(0, limit))
      expect(await store.listNames({ ownerId: 8, limit, after: own[0]! })).toEqual(own.slice(1, 1 + limit))
    })

    it('points at the last link of a page for the next, and nowhere after the last', async () => {
      const { createdAtMs, id } = links[1]!
      expect((await store.list({ ownerId: null, limit: 2, after: null })).next).toEqual({ createdAtMs, id })
      expect(await store.list({ ownerId: 4711, limit: 2, after: null })).toEqual({ links: [], next: null })
    })

    it('goes on where it was when newer links came meanwhile', async () => {
      const first = await store.list({ ownerId: null, limit: 2, after: null })
      await store.add(numberedLink(99, { createdAtMs: 9 }))
      const second = await store.list({ ownerId: null, limit: 2, after: first.next })
      expect([...first.links, ...second.links]).toEqual(links.slice(0, 4))
    })

    it('counts all, and what one person made since a moment', async () => {
      expect(await store.count()).toBe(7)
      expect(await store.count({ ownerId: 8, sinceMs: 0 })).toBe(3)
      expect(await store.count({ ownerId: Number.MAX_SAFE_INTEGER, sinceMs: 3 })).toBe(2)
      expect(await store.count({ ownerId: 8, sinceMs: 6 })).toBe(0)
      expect(await store.count({ ownerId: 4711, sinceMs: 0 })).toBe(0)
    })

    async function pagesOf(ownerId: number | null, limit: number): Promise<(readonly Link[])[]> {
      const pages: (readonly Link[])[] = []
      let after: LinkCursor | null = null
      do {
        const page = await store.list({ ownerId, limit, after })
        pages.push(page.links)
        after = page.next
      } while (after && pages.length <= links.length)
      return pages
    }
  })
}
