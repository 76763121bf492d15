import { describe, expect, it } from 'vitest'
import { REPORTED_BOT_BYTES_PER_SECOND } from './measured-costs.js'
import { planCapacity, type CapacityPlan, type CapacityWish } from './plan-capacity.js'
import { upstreamShare } from './upstream-share.js'
import { viewersOfBots } from './viewers-of-bots.js'

const MIB = 1024 ** 2
const usual: CapacityWish = {
  viewers: 100,
  viewerBytesPerSecond: 625_000,
  shared: 0,
  botBytesPerSecond: 10 * MIB,
  cipher: 'native',
  instance: { cores: 2, memoryBytes: 1024 * MIB, networkBytesPerSecond: null },
  headroom: 0.3,
}

function plan(changes: Partial<CapacityWish> = {}): CapacityPlan {
  const made = planCapacity({ ...usual, ...changes })
  if (!made) throw new Error('There is no plan')
  return made
}

describe('upstreamShare', () => {
  it('is everything where nobody shares, however many instances there are', () => {
    for (const instances of [1, 2, 5]) expect(upstreamShare(0, instances)).toBeCloseTo(1, 12)
  })

  it('is what the cache does not have, on one instance', () => {
    expect(upstreamShare(0.75, 1)).toBeCloseTo(0.25, 12)
  })

  it('grows with instances, and never beyond what each viewer alone would fetch', () => {
    // Four together on two instances: both fetch, but for one time in eight.
    expect(upstreamShare(0.75, 2)).toBeCloseTo((2 * (1 - 1 / 16)) / 4, 12)
    expect(upstreamShare(0.75, 1000)).toBeGreaterThan(0.99)
    expect(upstreamShare(0.75, 1000)).toBeLessThan(1)
  })
})

describe('viewersOfBots', () => {
  const carrying = { bots: 2, botBytesPerSecond: 22e6, viewerBytesPerSecond: 625_000, shared: 0, instances: 1 }

  it('divides what bots bring by what viewers take', () => {
    expect(viewersOfBots(carrying)).toBe(70)
    expect(viewersOfBots({ ...carrying, bots: 4 })).toBe(140)
    expect(viewersOfBots({ ...carrying, shared: 0.75 })).toBe(281)
  })
})

describe('planCapacity', () => {
  it('asks for as many bots as carry the viewers with the headroom, and not for one more', () => {
    const { bots, loads } = plan()
    expect(bots).toBe(9)
    expect(loads.bots).toBeLessThanOrEqual(0.7)
    expect((loads.bots ?? 0) * bots).toBeGreaterThan(0.7 * (bots - 1))
    expect(plan({ headroom: 0 }).bots).toBe(6)
  })

  it('agrees with what the bots it asks for carry', () => {
    const { bots } = plan({ headroom: 0 })
    const carried = (count: number) => viewersOfBots({ ...usual, bots: count, instances: 1 })
    expect(carried(bots)).toBeGreaterThanOrEqual(usual.viewers)
    expect(carried(bots - 1)).toBeLessThan(usual.viewers)
  })

  it('adds instances for whatever is short, and says what is full first', () => {
    const narrow = { ...usual.instance, networkBytesPerSecond: 12_500_000 }
    expect(plan({ instance: narrow })).toMatchObject({ instances: 8, first: 'bots' })
    expect(plan({ instance: narrow, botBytesPerSecond: 1000 * MIB })).toMatchObject({ instances: 8, first: 'network' })
    expect(plan({ viewers: 1000, botBytesPerSecond: 1000 * MIB }).instances).toBeGreaterThan(1)
    expect(plan({ instance: { ...usual.instance, memoryBytes: 256 * MIB } }).first).toBe('memory')
  })

  it('needs more cores where ciphers are slow, and more bots where several instances fetch the same', () => {
    expect(plan({ cipher: 'wasm' }).each.cores).toBeGreaterThan(plan().each.cores)
    const narrow = { ...usual.instance, networkBytesPerSecond: 12_500_000 }
    expect(plan({ shared: 0.9, instance: narrow }).bots).toBeGreaterThan(plan({ shared: 0.9 }).bots)
  })

  it('uses no instance beyond what one process can use of its cores', () => {
    const busy = { viewers: 3000, botBytesPerSecond: 1000 * MIB }
    const of = (cores: number) =>
      plan({ ...busy, instance: { cores, memoryBytes: 64 * 1024 * MIB, networkBytesPerSecond: null } })
    expect(of(64).instances).toBe(of(2).instances)
    expect(of(1).instances).toBeGreaterThan(of(2).instances)
  })

  it('says that there is no plan where one instance cannot hold a viewer', () => {
    expect(planCapacity({ ...usual, instance: { ...usual.instance, memoryBytes: 128 * MIB } })).toBeNull()
  })

  it('never asks for less when there is more to carry', () => {
    let before = plan({ viewers: 1 })
    for (const viewers of [10, 50, 200, 1000, 2000]) {
      const next = plan({ viewers, botBytesPerSecond: REPORTED_BOT_BYTES_PER_SECOND })
      expect(next.instances).toBeGreaterThanOrEqual(before.instances)
      expect(next.toViewersBytesPerSecond).toBeGreaterThan(before.toViewersBytesPerSecond)
      before = next
    }
  })
})
