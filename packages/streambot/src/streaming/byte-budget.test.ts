import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteBudget } from './byte-budget.js'
import { FLOOR_BYTES, type PartCharge } from './part-charge.js'
import type { StreamShare } from './stream-share.js'

const MIB = 1024 * 1024
const PART_SIZES = [1, 100_000, FLOOR_BYTES, 2 * FLOOR_BYTES, 4 * FLOOR_BYTES, MIB]

/** The budget beside a plain list of what exists: the parts in it are the truth, the budget's figures must agree. */
class Model {
  readonly budget: ByteBudget
  readonly streams: StreamShare[] = []
  readonly parts: PartCharge[] = []

  constructor(readonly limitBytes: number) {
    this.budget = new ByteBudget(limitBytes)
    this.budget.onCacheTooLarge = (bytes) => {
      let left = bytes
      for (const part of this.parts.filter((it) => it.paidBy === 'cache')) {
        if (left <= 0) return
        left -= part.bytes
        this.end(part)
      }
    }
  }

  admit(): void {
    const share = this.budget.admit()
    if (share) this.streams.push(share)
  }

  take(stream: StreamShare, bytes: number): void {
    const charge = stream.take(bytes)
    if (charge) this.parts.push(charge)
  }

  release(stream: StreamShare, part: PartCharge): void {
    if (!stream.release(part)) return
    if (!this.budget.cache(part)) this.parts.splice(this.parts.indexOf(part), 1)
  }

  /** So many streams that take all they get, and then as many more as are let in: nothing is left but promises. */
  fill(greedy: number): void {
    for (let count = 0; count < greedy; count++) this.admit()
    for (let round = 0; round < 20; round++) for (const stream of this.streams) this.take(stream, FLOOR_BYTES)
    for (let count = 0; count < 100; count++) this.admit()
  }

  leave(stream: StreamShare): void {
    for (const part of this.parts.filter((it) => it.holders.has(stream))) this.release(stream, part)
    stream[Symbol.dispose]()
    this.streams.splice(this.streams.indexOf(stream), 1)
  }

  end(part: PartCharge): void {
    this.budget.pay(part, 'nobody')
    this.parts.splice(this.parts.indexOf(part), 1)
  }

  check(): void {
    const existing = this.parts.reduce((sum, part) => sum + part.bytes, 0)
    const numbers = this.budget.numbers()
    expect(numbers.heldBytes + numbers.cachedBytes).toBe(existing)
    expect(existing).toBeLessThanOrEqual(this.limitBytes)
    // Also when everybody takes what is promised: that is what makes the promise good.
    const idle = this.streams.filter((stream) => stream.heldBytes === 0).length
    expect(numbers.heldBytes + idle * FLOOR_BYTES).toBeLessThanOrEqual(this.limitBytes)
    for (const stream of this.streams) {
      const held = this.parts.filter((part) => part.holders.has(stream)).reduce((sum, part) => sum + part.bytes, 0)
      expect(stream.heldBytes).toBe(held)
    }
  }
}

const step = fc.record({
  act: fc.oneof(
    { weight: 4, arbitrary: fc.constant('admit') },
    { weight: 6, arbitrary: fc.constant('take') },
    { weight: 6, arbitrary: fc.constant('join') },
    { weight: 4, arbitrary: fc.constant('release') },
    { weight: 1, arbitrary: fc.constantFrom('leave', 'pin', 'unpin') },
  ),
  a: fc.nat(),
  b: fc.nat(),
})

function run(model: Model, { act, a, b }: { act: string; a: number; b: number }): void {
  const stream = model.streams[a % model.streams.length]
  if (act === 'admit') return model.admit()
  const part = model.parts[b % model.parts.length]
  if (act === 'pin' && part?.holders.size && !part.isPinned) return void model.budget.pin(part)
  if (act === 'unpin' && part?.isPinned) {
    if (model.budget.unpin(part) && !model.budget.cache(part)) model.parts.splice(model.parts.indexOf(part), 1)
    return
  }
  if (!stream) return
  if (act === 'take') return model.take(stream, PART_SIZES[b % PART_SIZES.length] ?? 1)
  if (act === 'leave') return model.leave(stream)
  if (!part) return
  if (act === 'join') stream.join(part)
  if (act === 'release' && part.holders.has(stream)) model.release(stream, part)
}

describe('the byte budget', () => {
  it('is never exceeded, and keeps its promise to every stream, whatever streams do', () => {
    const limits = fc.integer({ min: 1, max: 48 }).map((floors) => floors * FLOOR_BYTES + 1)
    fc.assert(
      fc.property(limits, fc.nat(20), fc.array(step, { minLength: 20, maxLength: 200 }), (limit, greedy, steps) => {
        const model = new Model(limit)
        if (greedy > 0) model.fill(greedy)
        for (const action of steps) {
          run(model, action)
          model.check()
        }
        for (const stream of model.streams) {
          if (stream.heldBytes > 0) continue
          model.take(stream, FLOOR_BYTES)
          expect(stream.heldBytes).toBe(FLOOR_BYTES)
          model.check()
        }
      }),
      { numRuns: 300 },
    )
  })

  it('lets a stream that holds nothing share any part there is', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 100 }), fc.nat(), (steps, which) => {
        const model = new Model(6 * MIB)
        for (const action of steps) run(model, action)
        const part = model.parts[which % model.parts.length]
        const idle = model.streams.find((stream) => stream.heldBytes === 0)
        if (!part || !idle) return
        expect(idle.join(part)).toBe(true)
        model.check()
      }),
      { numRuns: 300 },
    )
  })

  it('gives one stream alone a lot, many little each, and keeps some free', () => {
    const heldBy = (count: number) => {
      const budget = new ByteBudget(200 * MIB)
      const streams = Array.from({ length: count }, () => budget.admit())
      for (let round = 0; round < 100; round++) for (const stream of streams) stream?.take(MIB)
      return { each: (streams[0]?.heldBytes ?? 0) / MIB, freeMib: 200 - budget.numbers().heldBytes / MIB }
    }
    expect(heldBy(1).each).toBe(39) // a quarter of what it leaves free
    expect(heldBy(10).each).toBeGreaterThan(10)
    expect(heldBy(10).each).toBeLessThan(16)
    expect(heldBy(100).freeMib).toBeGreaterThan(5)
  })

  it('takes room from cached parts, the oldest first, for streams and for newer parts', () => {
    const model = new Model(10 * MIB)
    model.admit()
    const [stream] = model.streams as [StreamShare]
    const read = () => {
      model.take(stream, MIB)
      const [part] = model.parts.slice(-1) as [PartCharge]
      model.release(stream, part)
      return part
    }
    const parts = Array.from({ length: 20 }, read)
    expect(model.parts).toEqual(parts.slice(-9))
    model.take(stream, MIB)
    model.check()
    expect(model.parts.slice(0, -1)).toEqual(parts.slice(-8))
    while (model.budget.numbers().streams < 40) model.admit()
    model.check()
  })

  it('admits as many streams as it has floors for, and the next one when one has left', () => {
    const budget = new ByteBudget(3 * FLOOR_BYTES)
    const streams = [budget.admit(), budget.admit(), budget.admit()]
    expect(streams).not.toContain(null)
    expect(budget.admit()).toBeNull()
    streams[1]?.[Symbol.dispose]()
    expect(budget.admit()).not.toBeNull()
  })

  it('asks who could do without before it refuses a stream', () => {
    const model = new Model(20 * FLOOR_BYTES)
    model.fill(2)
    const [greedy] = model.streams as [StreamShare]
    expect(greedy.heldBytes).toBeGreaterThan(FLOOR_BYTES)
    expect(model.budget.admit()).toBeNull()
    let asked = 0
    model.budget.onShort = () => {
      asked++
      for (const part of model.parts.filter((it) => it.holders.has(greedy))) model.release(greedy, part)
    }
    expect(model.budget.admit()).not.toBeNull()
    expect(asked).toBe(1)
  })

  it('has the parts become smaller as streams become more, down to what each is promised', () => {
    const budget = new ByteBudget(211 * MIB)
    const sizeAt = (streams: number) => {
      while (budget.numbers().streams < streams) budget.admit()
      return budget.largestPartBytes
    }
    expect(sizeAt(35)).toBeGreaterThan(MIB)
    expect(sizeAt(140)).toBeGreaterThan(2 * FLOOR_BYTES)
    expect(sizeAt(1000)).toBeLessThan(2 * FLOOR_BYTES)
  })

  it('always has room for newcomers, however greedy those before them are', () => {
    const budget = new ByteBudget(64 * MIB)
    const greedy = Array.from({ length: 100 }, () => budget.admit())
    for (const stream of greedy) for (let count = 0; count < 1000; count++) stream?.take(FLOOR_BYTES)
    for (let count = 0; count < 32; count++) expect(budget.admit()).not.toBeNull()
  })

  it('gives everybody the floor but nobody more while a lowered limit is exceeded, and drops the cache at once', () => {
    const model = new Model(100 * MIB)
    model.admit()
    model.admit()
    const [first, second] = model.streams as [StreamShare, StreamShare]
    for (let count = 0; count < 19; count++) model.take(first, MIB)
    for (const part of model.parts.slice(10)) model.release(first, part)
    expect(model.budget.numbers().cachedBytes).toBe(9 * MIB)
    model.budget.softLimitBytes = 8 * MIB
    expect(model.budget.numbers().cachedBytes).toBe(0)
    expect(second.take(MIB)).toBeNull()
    expect(second.take(FLOOR_BYTES)).not.toBeNull()
    expect(model.budget.admit()?.take(FLOOR_BYTES)).not.toBeNull()
  })
})
