/** What every bandwidth store promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { BandwidthStore } from './bandwidth-store.js'

export function bandwidthStoreContract(create: () => Promise<BandwidthStore>): void {
  describe('keeps the promises of a bandwidth store', () => {
    let store: BandwidthStore
    beforeEach(async () => {
      store = await create()
    })

    it('knows of no bytes at first', async () => {
      expect(await store.totals('2026-11', [7, 8])).toEqual(totals(0, [7, 0], [8, 0]))
      expect(await store.totals('2026-11', [])).toEqual(totals(0))
    })

    it('adds reports up, and answers with what stands then for those reported', async () => {
      expect(await add('one', 1, [7, 100], [8, 20])).toEqual(totals(120, [7, 100], [8, 20]))
      expect(await add('other', 1, [8, 3], [9, 0])).toEqual(totals(123, [8, 23], [9, 0]))
      expect(await add('one', 2)).toEqual(totals(123))
      expect(await store.totals('2026-11', [9, 8, 4711])).toEqual(totals(123, [8, 23], [9, 0], [4711, 0]))
    })

    it('counts a report that is sent again once, and answers as if it were new', async () => {
      const first = await add('one', 5, [7, 100])
      expect(await add('one', 5, [7, 100])).toEqual(first)
      await add('one', 6, [7, 1])
      expect(await add('one', 6, [7, 1])).toEqual(totals(101, [7, 101]))
    })

    it('counts a report once that is sent many times at once', async () => {
      await Promise.all(Array.from({ length: 20 }, () => add('one', 1, [7, 10], [8, 1])))
      expect(await store.totals('2026-11', [7, 8])).toEqual(totals(11, [7, 10], [8, 1]))
    })

    it('loses no byte of many who report at once', async () => {
      const reporters = Array.from({ length: 20 }, (_, at) => `0a1b-${at}`)
      await Promise.all(
        reporters.map(async (reporter, at) => {
          for (const sequence of [1, 2, 5]) await add(reporter, sequence, [7, 1], [at + 100, 10])
        }),
      )
      const own = reporters.map((_, at) => [at + 100, 30] as const)
      const expected = totals(660, [7, 60], ...own)
      expect(await store.totals('2026-11', [7, ...own.map(([userId]) => userId)])).toEqual(expected)
    })

    it('starts every month anew', async () => {
      await add('one', 1, [7, 10])
      await store.add({ reporter: 'one', sequence: 2, month: '2026-12', bytesByUser: new Map([[7, 5]]) })
      expect(await store.totals('2026-11', [7])).toEqual(totals(10, [7, 10]))
      expect(await store.totals('2026-12', [7])).toEqual(totals(5, [7, 5]))
    })

    it('counts exactly as far as numbers do', async () => {
      const half = 2 ** 52
      await add('one', 1, [Number.MAX_SAFE_INTEGER, half - 1])
      await add('one', 2, [Number.MAX_SAFE_INTEGER, half])
      expect(await store.totals('2026-11', [Number.MAX_SAFE_INTEGER])).toEqual(
        totals(Number.MAX_SAFE_INTEGER, [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]),
      )
    })

    it('takes a thousand people in one report, and names of reporters as long as they may be', async () => {
      const entries = Array.from({ length: 1000 }, (_, at) => [at + 1, at] as const)
      const reporter = 'aZ0-'.repeat(16)
      expect(await add(reporter, Number.MAX_SAFE_INTEGER, ...entries)).toEqual(totals(499_500, ...entries))
      const ids = entries.map(([userId]) => userId)
      expect(await store.totals('2026-11', ids)).toEqual(totals(499_500, ...entries))
    })

    it('forgets the months before, and no other', async () => {
      for (const [at, month] of ['2025-12', '2026-10', '2026-11', '2027-01'].entries()) {
        await store.add({ reporter: 'one', sequence: at + 1, month, bytesByUser: new Map([[7, 10]]) })
      }
      expect(await store.prune('2026-11')).toBeGreaterThan(0)
      expect(await store.prune('2026-11')).toBe(0)
      for (const month of ['2025-12', '2026-10']) expect(await store.totals(month, [7])).toEqual(totals(0, [7, 0]))
      for (const month of ['2026-11', '2027-01']) expect(await store.totals(month, [7])).toEqual(totals(10, [7, 10]))
    })

    it('still knows a report of this month after pruning', async () => {
      await add('one', 1, [7, 10])
      await store.prune('2026-11')
      expect(await add('one', 1, [7, 10])).toEqual(totals(10, [7, 10]))
    })

    function add(reporter: string, sequence: number, ...bytes: (readonly [number, number])[]) {
      return store.add({ reporter, sequence, month: '2026-11', bytesByUser: new Map(bytes) })
    }
  })
}

function totals(serviceBytes: number, ...bytes: (readonly [number, number])[]) {
  return { serviceBytes, bytesByUser: new Map(bytes) }
}
