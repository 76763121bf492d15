import { describe, expect, it } from 'vitest'
import { UNRESTRICTED } from '../core/link.js'
import { numberedLink } from '../ports/link-store.contract.js'
import type { LinkCursor } from '../ports/link-store.js'
import { MemoryLinkStore } from '../stores/memory/memory-link-store.js'
import { SearchTurns } from './search-turns.js'
import { MAX_LOOKED_THROUGH, searchLinks, type LinkSearch } from './search-links.js'

const TOKEN = 'T'.repeat(52)
const signal = new AbortController().signal

async function setUp(names: readonly string[]) {
  const links = new MemoryLinkStore(100_000)
  for (const [at, name] of names.entries()) await links.add(named(at, name))
  let reads = 0
  const deps = {
    links: {
      findAll: links.findAll.bind(links),
      listNames: (...question: Parameters<typeof links.listNames>) => {
        reads++
        return links.listNames(...question)
      },
    },
    turns: new SearchTurns(1),
    linkKeys: {
      verify: (token: string) => Promise.resolve(token === TOKEN ? { linkId: numberedLink(1).id } : null),
    },
  }
  const search = async (text: string, more: Partial<LinkSearch> = {}) => {
    const { links: found, next } = await searchLinks(
      deps,
      { text, ownerId: null, after: null, limit: 50, ...more },
      signal,
    )
    return { names: found.map(({ file }) => file.name), next }
  }
  return { links, deps, search, reads: () => reads }
}

function named(number: number, name: string, ownerId = 7) {
  const link = numberedLink(number, { createdAtMs: number, ownerId, restrictions: UNRESTRICTED })
  return { ...link, file: { ...link.file, name } }
}

describe('looking for a link', () => {
  it.each([
    TOKEN,
    ` ${TOKEN} `,
    `https://files.example.org/x/dl/${TOKEN}/film.mkv`,
    `https://another.example/watch/${TOKEN}?t=5#x`,
    numberedLink(1).id,
  ])('finds the one that all of its address, token or id is given of: %s', async (text) => {
    const { search, reads } = await setUp(['a', 'b', TOKEN])
    expect(await search(text)).toEqual({ names: ['b'], next: null })
    expect(await search(text, { ownerId: 7 })).toMatchObject({ names: ['b'] })
    expect(await search(text, { ownerId: 8 })).toEqual({ names: [], next: null })
    expect(reads()).toBe(0)
  })

  it('takes what only looks like an id or a token for a part of a name', async () => {
    const { search } = await setUp(['dump 00000000deadbeef.bin', `${'x'.repeat(52)}.bin`])
    expect(await search('00000000deadbeef')).toMatchObject({ names: ['dump 00000000deadbeef.bin'] })
    expect(await search('x'.repeat(52))).toMatchObject({ names: [`${'x'.repeat(52)}.bin`] })
  })

  it('finds names by a part of them, the newest first, whatever the case of letters', async () => {
    const { search } = await setUp([
      'Film.mkv',
      'song.mp3',
      'My FILM 2.MKV',
      'ÜBER.txt',
      'Cafe\u0301.txt',
      '100%_[a].*',
    ])
    expect(await search(' film ')).toEqual({ names: ['My FILM 2.MKV', 'Film.mkv'], next: null })
    expect(await search('über')).toMatchObject({ names: ['ÜBER.txt'] })
    expect(await search('CAFÉ')).toMatchObject({ names: ['Cafe\u0301.txt'] })
    // Nothing is a pattern.
    for (const text of ['%', '_', '[a]', '.*']) expect((await search(text)).names, text).toContain('100%_[a].*')
    expect(await search('f*m')).toEqual({ names: [], next: null })
  })

  it('finds names in any case of letters of any language', async () => {
    const { search } = await setUp(['ΟΔΟΣΑ.mkv', 'İstanbul.mp4', 'ISPARTA.mp4', 'STRASSE.mp4'])
    for (const [text, name] of [
      ['ΟΔΟΣ', 'ΟΔΟΣΑ.mkv'],
      ['istanbul', 'İstanbul.mp4'],
      ['ısparta', 'ISPARTA.mp4'],
      ['straße', 'STRASSE.mp4'],
    ] as const) {
      expect(await search(text), text).toMatchObject({ names: [name] })
    }
  })

  it('has one search read names at a time, lets few wait for it, and none that names its link', async () => {
    const { search, reads } = await setUp(Array.from({ length: 3000 }, (_, n) => `${n}`))
    const before = reads()
    const found = await Promise.allSettled([search('no'), search('no'), search('no'), search(TOKEN)])
    expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(found[2]).toMatchObject({ reason: { code: 'too_many_requests' } })
    expect(reads() - before).toBe(8)
  })

  it('goes on page by page, everything once, and among those of one owner', async () => {
    const { links, search } = await setUp(Array.from({ length: 2500 }, (_, n) => `${n % 3 === 0 ? 'yes' : 'no'} ${n}`))
    await links.add(named(9000, 'yes of another', 8))
    const found: string[] = []
    let after: LinkCursor | null = null
    do {
      const page = await search('yes', { after, limit: 100, ownerId: 7 })
      found.push(...page.names)
      after = page.next
    } while (after)
    expect(found).toHaveLength(834)
    expect(new Set(found).size).toBe(834)
    expect(await search('yes', { limit: 1, ownerId: 8 })).toMatchObject({ names: ['yes of another'] })
  })

  it('looks through so many and no more, and goes on from there', async () => {
    const { search, reads } = await setUp(
      Array.from({ length: MAX_LOOKED_THROUGH + 10 }, (_, n) => (n === 0 ? 'needle' : 'hay')),
    )
    const first = await search('needle')
    expect(first).toEqual({ names: [], next: expect.objectContaining({ createdAtMs: 10 }) as unknown })
    expect(reads()).toBe(MAX_LOOKED_THROUGH / 1000)
    expect(await search('needle', { after: first.next })).toEqual({ names: ['needle'], next: null })
  })

  it('ends when nobody waits for it any more', async () => {
    const { deps } = await setUp(['a'])
    const gone = AbortSignal.abort(new Error('left'))
    const question = { text: 'a', ownerId: null, after: null, limit: 1 }
    await expect(searchLinks(deps, question, gone)).rejects.toThrow('left')
  })
})
