/** What every link store promises of those who read: each is counted once, and never more than a link lets in. */
import { beforeEach, describe, expect, it } from 'vitest'
import { UNRESTRICTED, type Link } from '../core/link.js'
import { sampleLink } from './link-store.contract.js'
import type { DownloadAnswer, LinkAccess, LinkStore } from './link-store.js'

export function linkReadersContract(create: () => Promise<LinkStore>): void {
  describe('keeps the promises of a link store to readers', () => {
    let store: LinkStore
    beforeEach(async () => {
      store = await create()
    })

    describe('consumeDownload', () => {
      it('counts a reader once, and lets those it counted read on when the maximum is reached', async () => {
        await store.add(limitedTo(2))
        expect(await ask('one', 10)).toBe('counted')
        expect(await ask('one', 11)).toBe('known')
        expect(await ask('two', 12)).toBe('counted')
        expect(await ask('three', 13)).toBe('exhausted')
        expect(await ask('one', 14)).toBe('known')
        expect(await ask('two', 15)).toBe('known')
        expect(await downloads()).toBe(2)
      })

      it('says when a link was read last, and not when somebody was turned away', async () => {
        await store.add(limitedTo(1))
        await ask('one', 20)
        expect(await store.find(sampleLink.id)).toEqual({ ...limitedTo(1), downloads: 1, lastAccessAtMs: 20 })
        await ask('two', 30)
        expect((await store.find(sampleLink.id))?.lastAccessAtMs).toBe(20)
      })

      it('never moves the last access back', async () => {
        await store.add({ ...limitedTo(3), lastAccessAtMs: 50 })
        await ask('one', 20)
        expect((await store.find(sampleLink.id))?.lastAccessAtMs).toBe(50)
      })

      it('lets in as many as the maximum and no more, when fifty ask at once', async () => {
        await store.add(limitedTo(7))
        const readers = Array.from({ length: 50 }, (_, at) => `reader ${at}`)
        const answers = await Promise.all(readers.map((reader) => ask(reader, 10)))
        expect(tally(answers)).toEqual({ counted: 7, exhausted: 43 })
        expect(await downloads()).toBe(7)
        const again = await Promise.all(readers.map((reader) => ask(reader, 11)))
        expect(again).toEqual(answers.map((answer) => (answer === 'counted' ? 'known' : 'exhausted')))
      })

      it('counts a reader once who asks for many ranges at once, also for the last place', async () => {
        await store.add(limitedTo(1))
        const answers = await Promise.all(Array.from({ length: 20 }, () => ask('one', 10)))
        expect(tally(answers)).toEqual({ counted: 1, known: 19 })
        expect(await downloads()).toBe(1)
      })

      it('counts for each link by itself', async () => {
        await store.add(limitedTo(1))
        await store.add({ ...limitedTo(1), id: 'fedcba9876543210' })
        expect(await ask('one', 10)).toBe('counted')
        expect(await store.consumeDownload('fedcba9876543210', 'one', 10)).toBe('counted')
      })

      it('takes readers of any spelling for what they are', async () => {
        const readers = ['a', 'A', 'a.b', '$a', `'"`, '👩‍👩‍👧', ' ', '__proto__', 'x'.repeat(64)]
        await store.add(limitedTo(readers.length))
        for (const reader of readers) expect(await ask(reader, 1)).toBe('counted')
        for (const reader of readers) expect(await ask(reader, 1)).toBe('known')
        expect(await ask('b', 1)).toBe('exhausted')
      })

      it('follows a maximum that is changed, without forgetting who was counted', async () => {
        await store.add(limitedTo(2))
        await ask('one', 1)
        await ask('two', 1)
        await store.update(sampleLink.id, { restrictions: limitedTo(1).restrictions })
        expect(await ask('three', 1)).toBe('exhausted')
        expect(await ask('two', 1)).toBe('known')
        await store.update(sampleLink.id, { restrictions: limitedTo(3).restrictions })
        expect(await ask('three', 1)).toBe('counted')
        expect(await ask('four', 1)).toBe('exhausted')
        await store.update(sampleLink.id, { restrictions: UNRESTRICTED })
        expect(await ask('four', 1)).toBe('counted')
      })

      it('lets nobody in where the maximum is none, and knows no link it never saw', async () => {
        await store.add(limitedTo(0))
        expect(await ask('one', 1)).toBe('exhausted')
        expect(await store.consumeDownload('constructor', 'one', 1)).toBe('unknown')
      })

      function ask(reader: string, atMs: number): Promise<DownloadAnswer> {
        return store.consumeDownload(sampleLink.id, reader, atMs)
      }
    })

    describe('recordAccess', () => {
      it('adds up what many report at once, and keeps the latest moment', async () => {
        await store.add(sampleLink)
        const reports = Array.from({ length: 20 }, (_, at) => ({
          downloads: at,
          lastAccessAtMs: 100 + ((at * 7) % 20),
        }))
        await Promise.all(reports.map((report, at) => record(`reporter-${at}`, 1, report)))
        expect(await store.find(sampleLink.id)).toEqual({ ...sampleLink, downloads: 190, lastAccessAtMs: 119 })
        await record('reporter-0', 2, { downloads: 0, lastAccessAtMs: 5 })
        expect((await store.find(sampleLink.id))?.lastAccessAtMs).toBe(119)
      })

      it('takes many links in one report, and passes over those that do not exist', async () => {
        const other = { ...sampleLink, id: 'fedcba9876543210' }
        await store.add(sampleLink)
        await store.add(other)
        const accesses = [
          { linkId: 'ffffffffffffffff', downloads: 1, lastAccessAtMs: 1 },
          { linkId: sampleLink.id, downloads: 4, lastAccessAtMs: 3 },
          { linkId: other.id, downloads: 2, lastAccessAtMs: 2 },
        ]
        await store.recordAccess({ reporter: 'one', sequence: 1, accesses })
        await store.recordAccess({ reporter: 'one', sequence: 2, accesses: [] })
        expect(await store.find('ffffffffffffffff')).toBeNull()
        expect(await store.find(sampleLink.id)).toEqual({ ...sampleLink, downloads: 4, lastAccessAtMs: 3 })
        expect(await store.find(other.id)).toEqual({ ...other, downloads: 2, lastAccessAtMs: 2 })
      })

      it('counts a report once that is sent again, also when others report in between', async () => {
        await store.add(sampleLink)
        const reporter = 'aZ0-'.repeat(16)
        await record(reporter, 7, { downloads: 2, lastAccessAtMs: 1 })
        await record('other', 1, { downloads: 10, lastAccessAtMs: 2 })
        await record(reporter, 7, { downloads: 2, lastAccessAtMs: 1 })
        await Promise.all(Array.from({ length: 20 }, () => record(reporter, 8, { downloads: 100, lastAccessAtMs: 3 })))
        expect(await store.find(sampleLink.id)).toEqual({ ...sampleLink, downloads: 112, lastAccessAtMs: 3 })
      })

      it('counts for a maximum that is set later', async () => {
        await store.add(sampleLink)
        await record('one', 1, { downloads: 4, lastAccessAtMs: 1 })
        await store.update(sampleLink.id, { restrictions: limitedTo(5).restrictions })
        expect(await store.consumeDownload(sampleLink.id, 'one', 2)).toBe('counted')
        expect(await store.consumeDownload(sampleLink.id, 'two', 2)).toBe('exhausted')
      })

      function record(reporter: string, sequence: number, access: Omit<LinkAccess, 'linkId'>): Promise<void> {
        return store.recordAccess({ reporter, sequence, accesses: [{ linkId: sampleLink.id, ...access }] })
      }
    })

    async function downloads(): Promise<number | undefined> {
      return (await store.find(sampleLink.id))?.downloads
    }
  })
}

function limitedTo(maxDownloads: number): Link {
  return { ...sampleLink, restrictions: { ...UNRESTRICTED, maxDownloads } }
}

function tally(answers: readonly DownloadAnswer[]): Partial<Record<DownloadAnswer, number>> {
  const counts: Partial<Record<DownloadAnswer, number>> = {}
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1
  return counts
}
