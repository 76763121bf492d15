import { describe, expect, it } from 'vitest'
import type { Link } from '../core/link.js'
import { numberedLink, sampleLink } from '../ports/link-store.contract.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { listOwnLinks, MAX_LINKS_LOOKED_AT, type OwnLinksQuestion } from './list-own-links.js'

const ADA = 7

/** Link 1 is the oldest; each is called as `nameOf` says. */
async function setUp(count: number, nameOf: (number: number) => string = (number) => `file ${number}.bin`) {
  const { links } = openMemoryStores()
  for (let number = 1; number <= count; number++) {
    const file = { ...sampleLink.file, name: nameOf(number) }
    await links.add(numberedLink(number, { ownerId: ADA, createdAtMs: number, file }))
  }
  await links.add(numberedLink(999_999, { ownerId: 8, createdAtMs: 999_999 }))
  let asked = 0
  const counting = {
    list: (filter: Parameters<typeof links.list>[0]) => {
      asked += filter.limit
      return links.list(filter)
    },
  }
  const list = (question: Partial<OwnLinksQuestion> = {}) =>
    listOwnLinks({ links: counting }, { ownerId: ADA, search: '', page: 0, pageSize: 3, ...question })
  return { list, asked: () => asked }
}

const numbersOf = (links: readonly Link[]) => links.map(({ id }) => parseInt(id, 16))

describe('the links of one person', () => {
  it('come newest first, a page at a time, and nobody else’s', async () => {
    const { list } = await setUp(7)
    const pages = await Promise.all([0, 1, 2].map((page) => list({ page })))
    expect(pages.map(({ links }) => numbersOf(links))).toEqual([[7, 6, 5], [4, 3, 2], [1]])
    expect(pages.map(({ hasNext }) => hasNext)).toEqual([true, true, false])
    expect(pages.map(({ isCut }) => isCut)).toEqual([false, false, false])
  })

  it('cost as much to find as are shown', async () => {
    const { list, asked } = await setUp(100)
    await list({ page: 1 })
    expect(asked()).toBe(7)
  })

  it('end with a page that is there, where one behind it is asked for', async () => {
    const { list } = await setUp(6)
    expect(await list({ page: 5 })).toMatchObject({ page: 1, hasNext: false })
    expect(await (await setUp(0)).list({ page: 3 })).toEqual({ links: [], page: 0, hasNext: false, isCut: false })
  })

  it('are found by words of their names, in any case and order, with umlauts as they are typed', async () => {
    const names = ['Über Berge.mp4', 'berge und tal.mkv', 'U\u0308BER Täler.mp4', 'anderes.mp4']
    const { list } = await setUp(4, (number) => names[number - 1] ?? '')
    const find = async (search: string) => numbersOf((await list({ search })).links)
    expect(await find('über')).toEqual([3, 1])
    expect(await find('BERGE über')).toEqual([1])
    expect(await find('mp4')).toEqual([4, 3, 1])
    expect(await find('nothing of that')).toEqual([])
    const street = await setUp(1, () => 'Lange Straße.mp4')
    expect(numbersOf((await street.list({ search: 'STRASSE' })).links)).toEqual([1])
  })

  it('that are found are paged like all of them', async () => {
    const { list } = await setUp(40, (number) => (number % 10 === 0 ? 'ten.bin' : 'other.bin'))
    expect(numbersOf((await list({ search: 'ten', pageSize: 2 })).links)).toEqual([40, 30])
    expect(await list({ search: 'ten', pageSize: 2, page: 1 })).toMatchObject({ page: 1, hasNext: false })
  })

  it('are looked at up to a bound, and who asks is told of it', async () => {
    const { list, asked } = await setUp(MAX_LINKS_LOOKED_AT + 1, (number) => (number === 1 ? 'oldest' : 'other'))
    expect(await list({ search: 'oldest' })).toEqual({ links: [], page: 0, hasNext: false, isCut: true })
    expect(asked()).toBe(MAX_LINKS_LOOKED_AT)
  })
})
