import { describe, expect, it } from 'vitest'
import { ByteBudget } from './byte-budget.js'
import { MemoryManager, type MemorySnapshot } from './memory-manager.js'

const MIB = 1024 * 1024

function setUp() {
  const budget = new ByteBudget(100 * MIB)
  const use = { percent: 10 }
  const trimmed: string[] = []
  const levels: MemorySnapshot[] = []
  const collections: number[] = []
  let cleaned = 0
  const manager = new MemoryManager({
    limitBytes: 1000,
    budget,
    owners: [
      { name: 'cache', bytes: () => 7, trim: () => trimmed.push('cache'), isUsefulWhenIdle: true },
      { name: 'buffers', bytes: () => 8, trim: () => trimmed.push('buffers') },
      { name: 'fixed', bytes: () => 9 },
    ],
    cleanups: [() => cleaned++],
    collectGarbage: () => collections.push(use.percent),
    sample: () => ({ rss: use.percent * 10, heapUsed: 2, external: 3, arrayBuffers: 4 }),
    onLevel: (snapshot) => levels.push(snapshot),
  })
  const tickAt = (percent: number) => {
    use.percent = percent
    trimmed.length = 0
    manager.tick()
    const { isCaching, softLimitBytes } = budget
    return { trimmed: [...trimmed], isCaching, limit: softLimitBytes / MIB, isOpen: budget.admit() !== null }
  }
  return { manager, tickAt, levels, collections, cleanedTimes: () => cleaned }
}

describe('the memory manager', () => {
  it('empties the cache, then halves the budget, then refuses new streams, and takes it all back', () => {
    const { tickAt } = setUp()
    tickAt(10) // admits a stream
    const calm = { trimmed: [], isCaching: true, limit: 100, isOpen: true }
    const all = ['cache', 'buffers']
    expect(tickAt(50)).toEqual(calm)
    expect(tickAt(80)).toEqual({ ...calm, trimmed: all, isCaching: false })
    expect(tickAt(81)).toEqual({ ...calm, isCaching: false })
    expect(tickAt(88)).toEqual({ ...calm, trimmed: all, isCaching: false, limit: 50 })
    expect(tickAt(95)).toEqual({ trimmed: all, isCaching: false, limit: 50, isOpen: false })
    expect(tickAt(91)).toEqual({ trimmed: [], isCaching: false, limit: 50, isOpen: false })
    expect(tickAt(85)).toEqual({ ...calm, isCaching: false, limit: 50 })
    expect(tickAt(70)).toEqual(calm)
  })

  it('collects garbage while memory is short, and not too often', () => {
    const { tickAt, collections } = setUp()
    for (const percent of [10, 85, 88, 96, ...Array<number>(20).fill(90), 70]) tickAt(percent)
    expect(collections).toEqual([88, 90, 90])
  })

  it('never refuses the first stream: with none open it is not streams that fill the memory', () => {
    const { tickAt } = setUp()
    expect(tickAt(99).isOpen).toBe(true)
    expect(tickAt(99).isOpen).toBe(false)
  })

  it('tells of each change of level once, with the figures', () => {
    const { tickAt, levels } = setUp()
    for (const percent of [10, 85, 86, 96, 97, 10]) tickAt(percent)
    expect(levels.map(({ level }) => level)).toEqual(['tight', 'full', 'normal'])
    expect(levels[0]).toMatchObject({ limitBytes: 1000, rssBytes: 850, heapUsedBytes: 2, externalBytes: 3 })
    expect(levels[0]?.owners).toEqual([
      { name: 'cache', bytes: 7 },
      { name: 'buffers', bytes: 8 },
      { name: 'fixed', bytes: 9 },
    ])
  })

  it('cleans up every time, and lets free buffers go when no stream is open', () => {
    const { tickAt, cleanedTimes } = setUp()
    expect(tickAt(10).trimmed).toEqual(['buffers'])
    expect(tickAt(10).trimmed).toEqual([])
    expect(cleanedTimes()).toBe(2)
  })

  it('leaves no timer behind', () => {
    const before = process.getActiveResourcesInfo().length
    const { manager } = setUp()
    manager.start()
    manager.start()
    manager[Symbol.dispose]()
    expect(process.getActiveResourcesInfo()).toHaveLength(before)
  })
})
