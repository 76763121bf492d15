/** What every broadcast store promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Broadcast } from '../core/broadcast.js'
import type { BroadcastCursor, BroadcastPage, BroadcastStore } from './broadcast-store.js'

export function broadcastStoreContract(create: () => Promise<BroadcastStore>): void {
  describe('keeps the promises of a broadcast store', () => {
    let store: BroadcastStore
    beforeEach(async () => {
      store = await create()
    })

    it('finds a broadcast exactly as it was added, and none it never saw', async () => {
      const extreme: Broadcast = {
        id: 'ffffffffffffffff',
        botId: Number.MAX_SAFE_INTEGER,
        adminId: Number.MAX_SAFE_INTEGER,
        fromChatId: -1_009_999_999_999,
        messageId: 2 ** 31 - 1,
        reportMessageId: 2 ** 31 - 2,
        createdAtMs: 0,
        state: 'cancelled',
        reason: 'The message is gone',
        cursor: Number.MAX_SAFE_INTEGER,
        sent: 1,
        unreachable: 2,
        failed: 3,
        finishedAtMs: 4,
      }
      await store.add(sampleBroadcast)
      await store.add(extreme)
      expect(await store.find(sampleBroadcast.id)).toEqual(sampleBroadcast)
      expect(await store.find(extreme.id)).toEqual(extreme)
      expect(await store.find('constructor')).toBeNull()
    })

    it('refuses a second broadcast with the same id and keeps the first', async () => {
      await store.add(sampleBroadcast)
      await expect(store.add({ ...sampleBroadcast, adminId: 2 })).rejects.toThrow()
      expect(await store.find(sampleBroadcast.id)).toEqual(sampleBroadcast)
    })

    it('lists those that are running, oldest first', async () => {
      const broadcasts = [7, 8, 9, 10].map((createdAtMs, at) => ({
        ...sampleBroadcast,
        id: `${at}`.repeat(16),
        createdAtMs,
      }))
      for (const at of [2, 0, 3, 1]) await store.add(broadcasts[at]!)
      expect(await store.running()).toEqual(broadcasts)
      await store.finish(broadcasts[1]!.id, 'done', 20, null)
      await store.finish(broadcasts[3]!.id, 'cancelled', 20, null)
      expect(await store.running()).toEqual([broadcasts[0], broadcasts[2]])
    })

    it('lists them page by page, newest first, whatever has become of them, and each once', async () => {
      const moments = [5, 3, 3, 9, 3]
      const made = moments.map((createdAtMs, at) => ({ ...sampleBroadcast, id: `${at}`.repeat(16), createdAtMs }))
      expect(await store.list(null, 2)).toEqual({ broadcasts: [], next: null })
      for (const it of made) await store.add(it)
      await store.finish(made[0]!.id, 'done', 20, null)
      const ids: string[] = []
      let pages = 0
      for (let after: BroadcastCursor | null = null; ; pages++) {
        const { broadcasts, next }: BroadcastPage = await store.list(after, 2)
        ids.push(...broadcasts.map(({ id }) => id[0]!))
        // What comes in between is newer than all that is still to be told.
        await store.add({ ...sampleBroadcast, id: `a${pages}`.repeat(8), createdAtMs: 100 })
        if (next === null) break
        expect(next).toEqual({ createdAtMs: broadcasts.at(-1)?.createdAtMs, id: broadcasts.at(-1)?.id })
        after = next
      }
      expect(ids).toEqual(['3', '0', '4', '2', '1'])
      expect(pages).toBe(2)
      expect((await store.list(null, 100)).broadcasts).toContainEqual({ ...made[0]!, state: 'done', finishedAtMs: 20 })
      expect(await store.list({ createdAtMs: 3, id: made[1]!.id }, 5)).toEqual({ broadcasts: [], next: null })
    })

    it('has no next page where the last one is full', async () => {
      await store.add(sampleBroadcast)
      expect(await store.list(null, 1)).toEqual({ broadcasts: [sampleBroadcast], next: null })
    })

    it('moves the cursor, and adds up what became of the recipients', async () => {
      await store.add(sampleBroadcast)
      expect(await advance(0, { cursor: 50, sent: 20, unreachable: 4, failed: 1 })).toBe(true)
      expect(await advance(50, { cursor: Number.MAX_SAFE_INTEGER, sent: 1, unreachable: 0, failed: 2 })).toBe(true)
      expect(await store.find(sampleBroadcast.id)).toEqual({
        ...sampleBroadcast,
        cursor: Number.MAX_SAFE_INTEGER,
        sent: 21,
        unreachable: 4,
        failed: 3,
      })
    })

    it('is moved on by one only of many who are at the same place', async () => {
      await store.add(sampleBroadcast)
      let cursor = 0
      for (let round = 1; round <= 3; round++) {
        const from = cursor
        const steps = Array.from({ length: 10 }, (_, at) => ({ ...nothing, cursor: round * 100 + at, sent: 1 }))
        const moved = await Promise.all(steps.map((step) => advance(from, step)))
        expect(moved.filter(Boolean)).toHaveLength(1)
        cursor = steps[moved.indexOf(true)]!.cursor
      }
      expect(await store.find(sampleBroadcast.id)).toEqual({ ...sampleBroadcast, cursor, sent: 3 })
    })

    it('is not moved from where it is not, or when it is over, or when there is none', async () => {
      await store.add(sampleBroadcast)
      expect(await advance(7, { ...nothing, cursor: 8 })).toBe(false)
      await store.finish(sampleBroadcast.id, 'done', 20, null)
      expect(await advance(0, { ...nothing, cursor: 8, sent: 1 })).toBe(false)
      expect(await store.find(sampleBroadcast.id)).toEqual({ ...sampleBroadcast, state: 'done', finishedAtMs: 20 })
      expect(await store.advance('constructor', 0, { ...nothing, cursor: 8 })).toBe(false)
      expect(await store.find('constructor')).toBeNull()
    })

    it('is finished once, in the way of whoever came first', async () => {
      await store.add(sampleBroadcast)
      const states = ['done', 'cancelled', 'done', 'cancelled'] as const
      const finish = (state: (typeof states)[number], at: number) =>
        store.finish(sampleBroadcast.id, state, at, `reason ${at}`)
      const answers = await Promise.all(states.map(finish))
      expect(answers.filter(Boolean)).toHaveLength(1)
      const first = answers.indexOf(true)
      expect(await store.find(sampleBroadcast.id)).toEqual({
        ...sampleBroadcast,
        state: states[first],
        reason: `reason ${first}`,
        finishedAtMs: first,
      })
      expect(await store.finish('constructor', 'done', 1, null)).toBe(false)
    })

    function advance(fromCursor: number, step: typeof nothing): Promise<boolean> {
      return store.advance(sampleBroadcast.id, fromCursor, step)
    }
  })
}

export const sampleBroadcast: Broadcast = {
  id: '0123456789abcdef',
  botId: 7_000_000_001,
  adminId: 777_000,
  fromChatId: 777_000,
  messageId: 42,
  reportMessageId: null,
  createdAtMs: 1_700_000_000_000,
  state: 'running',
  reason: null,
  cursor: 0,
  sent: 0,
  unreachable: 0,
  failed: 0,
  finishedAtMs: null,
}

const nothing = { cursor: 0, sent: 0, unreachable: 0, failed: 0 }
