/** What every ban store promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Ban } from '../core/ban.js'
import type { BanStore } from './ban-store.js'

export function banStoreContract(create: () => Promise<BanStore>): void {
  describe('keeps the promises of a ban store', () => {
    let store: BanStore
    beforeEach(async () => {
      store = await create()
    })

    it('finds a ban exactly as it was put, and none of others', async () => {
      const extreme = { ...sampleBan, userId: Number.MAX_SAFE_INTEGER, reason: `"👩‍👩‍👧"\n';--\0`, untilMs: null }
      await store.put(sampleBan)
      await store.put(extreme)
      expect(await store.find(sampleBan.userId)).toEqual(sampleBan)
      expect(await store.find(extreme.userId)).toEqual(extreme)
      expect(await store.find(1)).toBeNull()
    })

    it('puts a ban in place of the one that was there', async () => {
      await store.put(sampleBan)
      const next = { userId: sampleBan.userId, reason: null, bannedBy: 2, createdAtMs: 3, untilMs: null }
      await store.put(next)
      expect(await store.find(sampleBan.userId)).toEqual(next)
      expect(await store.page(0, 0, 1000)).toEqual([next])
    })

    it('keeps one of the bans that are put at once, whole', async () => {
      const bans = [1, 2, 3, 4].map((at) => ({ ...sampleBan, reason: `${at}`, bannedBy: at, untilMs: 5000 + at }))
      await Promise.all(bans.map((ban) => store.put(ban)))
      expect(bans).toContainEqual(await store.find(sampleBan.userId))
      expect(await store.page(0, 0, 1000)).toHaveLength(1)
    })

    it('lifts a ban once', async () => {
      await store.put(sampleBan)
      const answers = await Promise.all([1, 2, 3].map(() => store.lift(sampleBan.userId)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await store.find(sampleBan.userId)).toBeNull()
      expect(await store.lift(sampleBan.userId)).toBe(false)
    })

    it('finds those banned among a thousand, also one whose ban is over', async () => {
      const bans = [
        { ...sampleBan, userId: 3, untilMs: 1 },
        { ...sampleBan, userId: 1000 },
      ]
      for (const ban of [...bans, { ...sampleBan, userId: 1001 }]) await store.put(ban)
      const ids = Array.from({ length: 1000 }, (_, at) => at + 1)
      expect(byUser(await store.findAll(ids))).toEqual(bans)
      expect(await store.findAll([3, 3])).toEqual([bans[0]])
      expect(await store.findAll([])).toEqual([])
    })

    it('goes through the bans in force by rising id', async () => {
      const inForce = [9, 10, 99, 1000, 2 ** 40].map((userId, at) => ({
        ...sampleBan,
        userId,
        untilMs: at % 2 === 0 ? null : 5001,
      }))
      const over = [8, 11, 2 ** 41].map((userId, at) => ({ ...sampleBan, userId, untilMs: 5000 - at }))
      for (const ban of [...over, ...inForce].reverse()) await store.put(ban)
      const found: Ban[] = []
      for (;;) {
        const page = await store.page(5000, found.at(-1)?.userId ?? 0, 2)
        if (page.length === 0) break
        expect(page.length).toBeLessThanOrEqual(2)
        found.push(...page)
      }
      expect(found).toEqual(inForce)
      expect(await store.page(5000, 10, 1000)).toEqual(inForce.slice(2))
    })
  })
}

export const sampleBan: Ban = {
  userId: 777_000,
  reason: 'Sends spam',
  bannedBy: 1,
  createdAtMs: 1_700_000_000_000,
  untilMs: 1_800_000_000_000,
}

function byUser(bans: readonly Ban[]): Ban[] {
  return [...bans].sort((one, other) => one.userId - other.userId)
}
