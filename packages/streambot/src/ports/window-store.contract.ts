/** What every window store promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import { SlidingWindow, type WindowRule } from '../core/sliding-window.js'
import type { WindowStore, WindowWish } from './window-store.js'

const NOW_MS = 1_700_000_000_000
const HOUR_MS = 3_600_000

export function windowStoreContract(create: () => Promise<WindowStore>): void {
  describe('keeps the promises of a window store', () => {
    let store: WindowStore
    beforeEach(async () => {
      store = await create()
    })

    it('counts up to the limit, and says what is left and how long to wait', async () => {
      const wish = wishFor('links:7', 2)
      expect(await store.take([wish], NOW_MS)).toEqual(granted({ remaining: 1, resetMs: HOUR_MS }))
      expect(await store.take([wish], NOW_MS + 100)).toEqual(granted({ remaining: 0, resetMs: HOUR_MS }))
      expect(await store.take([wish], NOW_MS + 200)).toEqual(refused('links:7', HOUR_MS - 200))
      expect(await store.take([wish], NOW_MS + HOUR_MS - 1)).toEqual(refused('links:7', 1))
      expect(await store.take([wish], NOW_MS + HOUR_MS)).toEqual(granted({ remaining: 0, resetMs: HOUR_MS }))
    })

    it('lets exactly as many through as the limit, when fifty ask at once', async () => {
      const decisions = await Promise.all(
        Array.from({ length: 50 }, () => store.take([wishFor('links:7', 12)], NOW_MS)),
      )
      const remaining = decisions.flatMap((decision) => (decision.ok ? [decision.answers[0]?.remaining] : []))
      expect(remaining.sort((one, other) => Number(one) - Number(other))).toEqual([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
      ])
      expect(decisions.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 38 }, () => refused('links:7', HOUR_MS)))
    })

    it('counts in every window or in none, and answers in the order asked', async () => {
      const [narrow, wide] = [wishFor('narrow', 1), wishFor('wide', 9, 2 * HOUR_MS)]
      expect(await store.take([wide, narrow], NOW_MS)).toEqual(
        granted({ remaining: 8, resetMs: 2 * HOUR_MS }, { remaining: 0, resetMs: HOUR_MS }),
      )
      for (const wishes of [
        [wide, narrow],
        [narrow, wide],
      ]) {
        expect(await store.take(wishes, NOW_MS)).toEqual(refused('narrow', HOUR_MS))
      }
      expect(await store.peek(wide, NOW_MS)).toEqual({ ok: true, remaining: 8, resetMs: 2 * HOUR_MS })
      expect(await store.take([], NOW_MS)).toEqual(granted())
    })

    it('counts in all of several windows or in none, when many ask at once in any order', async () => {
      const wishes = [wishFor('a', 9), wishFor('b', 7), wishFor('c', 8)] as const
      const [a, b, c] = wishes
      const asked = Array.from({ length: 30 }, (_, at) => [[a, b, c], [c, b, a], [c, a], [b]][at % 4]!)
      const decisions = await Promise.all(asked.map((some) => store.take(some, NOW_MS)))
      for (const { key, rule } of wishes) {
        const counted = asked.filter((some, at) => decisions[at]?.ok && some.some((wish) => wish.key === key)).length
        expect(counted).toBeLessThanOrEqual(rule.limit)
        expect(await store.peek(wishFor(key, 100), NOW_MS)).toMatchObject({ ok: true, remaining: 100 - counted })
      }
      // Whoever was refused met a window that stays full: nothing has left since.
      for (const decision of decisions) {
        if (decision.ok) continue
        const wish = wishes.find(({ key }) => key === decision.key)!
        expect(await store.peek(wish, NOW_MS)).toMatchObject({ ok: false })
      }
    })

    it('names the window that is full the longest', async () => {
      const [short, long, free] = [wishFor('short', 1), wishFor('long', 1, 5 * HOUR_MS), wishFor('free', 1)]
      await store.take([short, long], NOW_MS)
      expect(await store.take([short, long, free], NOW_MS + 5)).toEqual(refused('long', 5 * HOUR_MS - 5))
      expect(await store.take([long, free, short], NOW_MS + 5)).toEqual(refused('long', 5 * HOUR_MS - 5))
    })

    it('takes eight windows at once, and keys of any spelling', async () => {
      const keys = ['$links', 'links.7', `'"`, '👩‍👩‍👧', '__proto__', ' ', 'ip:2001:db8::/64', 'x'.repeat(100)]
      const wishes = keys.map((key) => wishFor(key, 1))
      expect(await store.take(wishes, NOW_MS)).toMatchObject({ ok: true })
      for (const wish of wishes) expect(await store.take([wish], NOW_MS)).toMatchObject({ ok: false, key: wish.key })
      expect(await store.take([wishFor('$Links', 1)], NOW_MS)).toMatchObject({ ok: true })
    })

    it('counts nothing when it is only looked at', async () => {
      const wish = wishFor('links:7', 1)
      const free = { ok: true, remaining: 1, resetMs: 0 }
      expect(await store.peek(wish, NOW_MS)).toEqual(free)
      expect(await store.peek(wish, NOW_MS)).toEqual(free)
      await store.take([wish], NOW_MS)
      expect(await store.peek(wish, NOW_MS + 1)).toEqual({ ok: false, retryAfterMs: HOUR_MS - 1 })
      expect(await store.peek(wish, NOW_MS + HOUR_MS)).toEqual(free)
    })

    describe('giveBack', () => {
      it('takes one back in each window, of the moment it was counted at', async () => {
        const wishes = [wishFor('a', 3), wishFor('b', 3)]
        for (const atMs of [NOW_MS, NOW_MS + 1, NOW_MS + 1]) await store.take(wishes, atMs)
        await store.giveBack(['a', 'b', 'nobody'], NOW_MS + 1)
        for (const wish of wishes) expect(await store.peek(wish, NOW_MS + 1)).toMatchObject({ ok: true, remaining: 1 })
        await store.giveBack(['a'], NOW_MS + 2)
        expect(await store.peek(wishes[0]!, NOW_MS + 2)).toMatchObject({ ok: true, remaining: 1 })
        await store.giveBack([], NOW_MS)
      })

      it('does nothing where that one left the window since', async () => {
        const wish = wishFor('a', 2)
        await store.take([wish], NOW_MS)
        await store.take([wish], NOW_MS + HOUR_MS)
        await store.giveBack(['a'], NOW_MS)
        expect(await store.peek(wish, NOW_MS + HOUR_MS)).toMatchObject({ ok: true, remaining: 1 })
      })

      it('takes back as many as are given back at once', async () => {
        const wish = wishFor('a', 10)
        for (let count = 0; count < 10; count++) await store.take([wish], NOW_MS)
        await Promise.all(Array.from({ length: 6 }, () => store.giveBack(['a'], NOW_MS)))
        expect(await store.peek(wish, NOW_MS)).toMatchObject({ ok: true, remaining: 6 })
      })
    })

    describe('under a name', () => {
      const [A, B] = ['00000000000000aa', '00000000000000bb']

      it('counts once, however often it is asked for, also when the window is full by then', async () => {
        const wishes = [wishFor('a', 2), wishFor('b', 3)]
        for (const name of [A, A, B, A]) expect(await store.take(wishes, NOW_MS, name)).toMatchObject({ ok: true })
        expect(await store.take(wishes, NOW_MS + 1)).toMatchObject({ ok: false, key: 'a' })
        expect(await store.take(wishes, NOW_MS + 1, A)).toMatchObject({
          ok: true,
          answers: [{ remaining: 0 }, { remaining: 1 }],
        })
      })

      it('counts once when many ask at the same time', async () => {
        const wishes = [wishFor('a', 10), wishFor('b', 10)]
        await Promise.all(Array.from({ length: 20 }, (_, at) => store.take(wishes, NOW_MS + at, at % 2 ? A : B)))
        for (const wish of wishes) expect(await store.peek(wish, NOW_MS + 20)).toMatchObject({ remaining: 8 })
      })

      it('counts where it is not counted yet, as when only the first of two windows was written', async () => {
        const [a, b] = [wishFor('a', 1), wishFor('b', 1)]
        await store.take([a], NOW_MS, A)
        expect(await store.take([a, b], NOW_MS, A)).toMatchObject({ ok: true })
        expect(await store.take([b], NOW_MS)).toMatchObject({ ok: false })
      })

      it('counts anew once it has left the window', async () => {
        const wish = wishFor('a', 1)
        await store.take([wish], NOW_MS, A)
        await store.take([wish], NOW_MS + HOUR_MS, B)
        expect(await store.take([wish], NOW_MS + HOUR_MS, A)).toMatchObject({ ok: false })
      })

      it('is given back once, wherever the clock of others has moved it', async () => {
        const wish = wishFor('a', 3)
        for (const name of [A, B]) await store.take([wish], NOW_MS + 100, name)
        // By another clock the two are in the future, and count as now.
        await store.take([wish], NOW_MS)
        await store.giveBack(['a'], A)
        await store.giveBack(['a'], A)
        expect(await store.peek(wish, NOW_MS)).toMatchObject({ ok: true, remaining: 1 })
        expect(await store.take([wish], NOW_MS, A)).toMatchObject({ ok: true })
        expect(await store.take([wish], NOW_MS)).toMatchObject({ ok: false })
      })

      it('is remembered for the last 32', async () => {
        const wish = wishFor('a', 100)
        for (let at = 0; at < 33; at++) await store.take([wish], NOW_MS, at.toString(16).padStart(16, '0'))
        await store.take([wish], NOW_MS, '1'.padStart(16, '0'))
        expect(await store.peek(wish, NOW_MS)).toMatchObject({ remaining: 67 })
        await store.take([wish], NOW_MS, '0'.padStart(16, '0'))
        expect(await store.peek(wish, NOW_MS)).toMatchObject({ remaining: 66 })
      })
    })

    it('answers as the sliding window of the vocabulary, also when limits fall and the clock jumps', async () => {
      const model = new SlidingWindow()
      const random = pseudoRandom(7)
      let nowMs = NOW_MS
      for (let step = 0; step < 150; step++) {
        nowMs += random(5) === 0 ? random(30) - 20 : random(4)
        const wish = wishFor('a', random(6), 10)
        const asks = random(4)
        if (asks === 0) {
          expect(await store.peek(wish, nowMs)).toEqual(model.peek(wish.rule, nowMs))
        } else if (asks === 1) {
          const atMs = nowMs - random(6)
          await store.giveBack(['a'], atMs)
          model.giveBack(atMs)
        } else {
          const answer = model.take(wish.rule, nowMs)
          const expected = answer.ok ? { ok: true, answers: [answer] } : { ...answer, key: 'a' }
          expect(await store.take([wish], nowMs)).toEqual(expected)
        }
      }
    })

    it('lets nobody wait longer than one window when the clock went back for good', async () => {
      const wish = wishFor('a', 2)
      for (const atMs of [NOW_MS, NOW_MS + 5]) await store.take([wish], atMs)
      const laterMs = NOW_MS - 1000 * HOUR_MS
      expect(await store.take([wish], laterMs)).toEqual(refused('a', HOUR_MS))
      expect(await store.take([wish], laterMs + HOUR_MS)).toMatchObject({ ok: true })
    })

    it('forgets windows that are empty, and no others', async () => {
      await store.take([wishFor('a', 5, 10), wishFor('b', 5, 20)], NOW_MS)
      await store.take([wishFor('c', 5, 10)], NOW_MS + 5)
      await store.take([wishFor('d', 5, 10)], NOW_MS)
      await store.take([wishFor('d', 5, 10)], NOW_MS + 5)
      expect(await store.prune(NOW_MS + 9)).toBe(0)
      expect(await store.prune(NOW_MS + 10)).toBe(1)
      expect(await store.prune(NOW_MS + 10)).toBe(0)
      for (const [key, windowMs] of [
        ['b', 20],
        ['c', 10],
        ['d', 10],
      ] as const) {
        expect(await store.peek(wishFor(key, 1, windowMs), NOW_MS + 11)).toMatchObject({ ok: false })
      }
      expect(await store.prune(NOW_MS + 20)).toBe(3)
    })
  })
}

function wishFor(key: string, limit: number, windowMs: WindowRule['windowMs'] = HOUR_MS): WindowWish {
  return { key, rule: { limit, windowMs } }
}

function granted(...answers: { remaining: number; resetMs: number }[]) {
  return { ok: true, answers: answers.map((answer) => ({ ok: true, ...answer })) }
}

function refused(key: string, retryAfterMs: number) {
  return { ok: false, key, retryAfterMs }
}

/** The same numbers in every run (Lehmer's generator). @returns whole numbers from 0 to below a bound */
function pseudoRandom(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (state * 48_271) % 2_147_483_647
    return state % bound
  }
}
