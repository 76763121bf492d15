import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import type { BandwidthReport } from '../ports/bandwidth-store.js'
import { BandwidthCourier } from './bandwidth-courier.js'
import { BandwidthTally } from './bandwidth-tally.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const tally = new BandwidthTally('me')
  const delivered: BandwidthReport[] = []
  const troubles: unknown[] = []
  const store = { isAway: false, isStuck: false, isBroken: false, tries: 0 }
  const courier = new BandwidthCourier(
    tally,
    (report) => {
      store.tries++
      if (store.isStuck) return new Promise(() => {})
      if (store.isAway) return Promise.reject(new StreamBotError('store_unavailable', 'away'))
      if (store.isBroken) return Promise.reject(new Error('broken'))
      delivered.push(report)
      tally.settle()
      return Promise.resolve()
    },
    (error) => troubles.push(error),
  )
  const count = (bytes: number) => {
    tally.count('2026-11', 7, bytes)
    courier.wake()
  }
  return { tally, courier, delivered, troubles, store, count }
}

describe('the courier', () => {
  it('brings what was counted after five seconds, and rests when nothing is', async () => {
    const { delivered, count } = setUp()
    count(1)
    await vi.advanceTimersByTimeAsync(4999)
    expect(delivered).toEqual([])
    count(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(delivered.map((report) => report.bytesByUser.get(7))).toEqual([3])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('hurries when asked', async () => {
    const { courier, delivered, count } = setUp()
    count(1)
    courier.hurry()
    await vi.advanceTimersByTimeAsync(0)
    expect(delivered).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('brings the same report again, less and less often, and is not hurried while the store is away', async () => {
    const { courier, delivered, troubles, store, count } = setUp()
    store.isAway = true
    count(1)
    await vi.advanceTimersByTimeAsync(5000)
    expect(store.tries).toBe(1)
    count(2)
    courier.hurry()
    await vi.advanceTimersByTimeAsync(999)
    expect(store.tries).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(store.tries).toBe(2)
    await vi.advanceTimersByTimeAsync(2000 + 4000 + 8000 + 16_000 + 32_000)
    expect(store.tries).toBe(7)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(store.tries).toBe(17)
    store.isAway = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(delivered.map((report) => [report.sequence, report.bytesByUser.get(7)])).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(troubles).toEqual([])
  })

  it('tells each time what else keeps it from bringing a report', async () => {
    const { delivered, troubles, store, count } = setUp()
    store.isBroken = true
    count(1)
    await vi.advanceTimersByTimeAsync(5000 + 1000 + 2000)
    expect(troubles).toEqual(Array(3).fill(new Error('broken')))
    store.isBroken = false
    await vi.advanceTimersByTimeAsync(4000)
    expect(delivered).toHaveLength(1)
  })

  it('leaves what is counted while it brings for the next time', async () => {
    const { tally, courier, delivered, count } = setUp()
    count(1)
    courier.hurry()
    count(2)
    await vi.advanceTimersByTimeAsync(0)
    expect(delivered).toHaveLength(1)
    expect(tally.unsettledTotalBytes('2026-11')).toBe(2)
    await vi.advanceTimersByTimeAsync(5000)
    expect(delivered).toHaveLength(2)
  })
})

describe('at the end', () => {
  it('what is left is brought at once', async () => {
    const { courier, delivered, count } = setUp()
    count(1)
    await courier[Symbol.asyncDispose]()
    expect(delivered).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('a store that comes back in time still gets everything', async () => {
    const { courier, delivered, store, count } = setUp()
    store.isAway = true
    count(1)
    const disposing = courier[Symbol.asyncDispose]()
    await vi.advanceTimersByTimeAsync(4000)
    store.isAway = false
    await vi.advanceTimersByTimeAsync(250)
    await disposing
    expect(delivered).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each(['isAway', 'isStuck'] as const)('a store that %s is given up, and that is said', async (trouble) => {
    const { courier, troubles, store, count } = setUp()
    store[trouble] = true
    count(1)
    const disposing = courier[Symbol.asyncDispose]()
    await vi.advanceTimersByTimeAsync(5250)
    await disposing
    expect(troubles).toEqual([expect.objectContaining({ message: expect.stringContaining('lost') as string })])
    expect(vi.getTimerCount()).toBe(0)
  })
})
