import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SlidingWindow, takeFromAll, type WindowAnswer, type WindowRule } from './sliding-window.js'

const ruleArbitrary: fc.Arbitrary<WindowRule> = fc.record({
  limit: fc.integer({ min: 0, max: 6 }),
  windowMs: fc.constantFrom(10, 10, 10, 1, 25),
})

describe('a sliding window', () => {
  it('answers as a list does that is gone through each time, whatever rules and clock do', () => {
    const stepArbitrary = fc.record({
      verb: fc.constantFrom('take', 'take', 'take', 'peek', 'giveBack'),
      jumpMs: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -40, max: 40 })),
      rule: ruleArbitrary,
    })
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 250, size: 'max' }), (steps) => {
        const [window, model] = [new SlidingWindow(), new ListOfMoments()]
        let nowMs = 1000
        for (const { verb, jumpMs, rule } of steps) {
          nowMs += jumpMs
          if (verb === 'giveBack') expect(window.giveBack(nowMs)).toBe(model.giveBack(nowMs))
          else expect(window[verb](rule, nowMs)).toEqual(model[verb](rule, nowMs))
          expect(window.moments).toEqual(model.moments)
          expect(window.size).toBe(model.moments.length)
        }
      }),
    )
  })

  it('never lets more through in a true span of time than the limit, however often the clock goes back', () => {
    const stepArbitrary = fc.record({
      passedMs: fc.integer({ min: 0, max: 8 }),
      backMs: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 60 })),
    })
    fc.assert(
      fc.property(fc.array(stepArbitrary), fc.integer({ min: 1, max: 4 }), (steps, limit) => {
        const window = new SlidingWindow()
        const through: number[] = []
        let [trueMs, behindMs] = [1000, 0]
        for (const { passedMs, backMs } of steps) {
          trueMs += passedMs
          behindMs += backMs
          if (window.take({ limit, windowMs: 10 }, trueMs - behindMs).ok) through.push(trueMs)
        }
        for (const [at, ms] of through.slice(limit).entries()) expect(ms - through[at]!).toBeGreaterThanOrEqual(10)
      }),
    )
  })

  it('lets whoever was refused through after the time it said, and not a millisecond before', () => {
    const momentsArbitrary = fc.array(fc.integer({ min: 950, max: 1050 }), { minLength: 1 })
    fc.assert(
      fc.property(momentsArbitrary, ruleArbitrary, (unsorted, { limit, windowMs }) => {
        const window = new SlidingWindow(unsorted.sort((one, other) => one - other))
        const answer = window.take({ limit, windowMs }, 1000)
        if (answer.ok) return
        expect(answer.retryAfterMs).toBeGreaterThan(0)
        expect(answer.retryAfterMs).toBeLessThanOrEqual(windowMs)
        expect(window.peek({ limit, windowMs }, 1000 + answer.retryAfterMs - 1).ok).toBe(false)
        expect(window.peek({ limit, windowMs }, 1000 + answer.retryAfterMs).ok).toBe(limit > 0)
      }),
    )
  })

  it('lets nobody wait for a clock that went back for good', () => {
    const window = new SlidingWindow([1_000_000])
    expect(window.take({ limit: 1, windowMs: 10 }, 5)).toEqual({ ok: false, retryAfterMs: 10 })
    expect(window.take({ limit: 1, windowMs: 10 }, 15)).toMatchObject({ ok: true })
  })

  it('counts right however long it is used', () => {
    const window = new SlidingWindow()
    for (let ms = 0; ms < 100_000; ms++) window.take({ limit: 10, windowMs: 10 }, ms)
    expect(window.moments).toEqual([99_990, 99_991, 99_992, 99_993, 99_994, 99_995, 99_996, 99_997, 99_998, 99_999])
  })
})

describe('several sliding windows', () => {
  it('count one in all or in none, and name the one that is full the longest', () => {
    const momentsArbitrary = fc.array(fc.integer({ min: 985, max: 1000 }), { maxLength: 8 })
    const askArbitrary = fc.record({ unsorted: momentsArbitrary, rule: ruleArbitrary })
    fc.assert(
      fc.property(fc.array(askArbitrary, { maxLength: 8 }), (asks) => {
        const asked = asks.map(({ unsorted, rule }, at) => {
          const moments = unsorted.sort((one, other) => one - other)
          return { key: `${at}`, rule, window: new SlidingWindow(moments), alone: new SlidingWindow(moments) }
        })
        const before = asked.map(({ rule, window }) => window.peek(rule, 1000))
        const decision = takeFromAll(asked, 1000)
        if (decision.ok) {
          expect(decision.answers).toEqual(asked.map(({ rule, alone }) => alone.take(rule, 1000)))
          return
        }
        expect(asked.map(({ rule, window }) => window.peek(rule, 1000))).toEqual(before)
        const waitsMs = before.map((answer) => (answer.ok ? 0 : answer.retryAfterMs))
        expect(decision.retryAfterMs).toBe(Math.max(...waitsMs))
        expect(waitsMs[Number(decision.key)]).toBe(decision.retryAfterMs)
      }),
    )
  })
})

/** What a sliding window means, without any haste. */
class ListOfMoments {
  moments: number[] = []

  take(rule: WindowRule, nowMs: number): WindowAnswer {
    this.moments = this.#counted(rule, nowMs)
    const answer = this.peek(rule, nowMs)
    if (!answer.ok) return answer
    this.moments.push(nowMs)
    return { ok: true, remaining: answer.remaining - 1, resetMs: rule.windowMs }
  }

  peek(rule: WindowRule, nowMs: number): WindowAnswer {
    const counted = this.#counted(rule, nowMs)
    const after = (waitMs: number) => counted.filter((ms) => ms > nowMs + waitMs - rule.windowMs).length
    const firstWaitWith = (isEnough: (size: number) => boolean) => {
      let waitMs = 0
      while (waitMs < rule.windowMs && !isEnough(after(waitMs))) waitMs++
      return waitMs
    }
    if (counted.length >= rule.limit) return { ok: false, retryAfterMs: firstWaitWith((size) => size < rule.limit) }
    return { ok: true, remaining: rule.limit - counted.length, resetMs: firstWaitWith((size) => size === 0) }
  }

  giveBack(atMs: number): boolean {
    const index = this.moments.lastIndexOf(atMs)
    if (index === -1) return false
    this.moments.splice(index, 1)
    return true
  }

  #counted({ windowMs }: WindowRule, nowMs: number): number[] {
    return this.moments.map((ms) => Math.min(ms, nowMs)).filter((ms) => ms > nowMs - windowMs)
  }
}
