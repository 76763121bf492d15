/** What every batch store promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Batch } from '../core/batch.js'
import type { BatchStore } from './batch-store.js'

export function batchStoreContract(create: () => Promise<BatchStore>): void {
  describe('keeps the promises of a batch store', () => {
    let store: BatchStore
    beforeEach(async () => {
      store = await create()
    })

    it('finds a batch exactly as it was added, its links in their order, and none it never saw', async () => {
      const linkIds = Array.from({ length: 200 }, (_, at) => `${199 - at}`.padStart(16, '0'))
      const extreme: Batch = {
        id: 'ffffffffffffffff',
        ownerId: Number.MAX_SAFE_INTEGER,
        title: `"👩‍👩‍👧"\n';--\0`,
        linkIds: [...linkIds, linkIds[0]!],
        createdAtMs: 0,
        expiresAtMs: null,
        revokedAtMs: 1,
      }
      const untitled: Batch = { ...sampleBatch, id: '0000000000000000', title: null, linkIds: [] }
      for (const batch of [sampleBatch, extreme, untitled]) await store.add(batch)
      for (const batch of [sampleBatch, extreme, untitled]) expect(await store.find(batch.id)).toEqual(batch)
      expect(await store.find('constructor')).toBeNull()
    })

    it('refuses a second batch with the same id and keeps the first', async () => {
      await store.add(sampleBatch)
      await expect(store.add({ ...sampleBatch, ownerId: 2 })).rejects.toThrow()
      expect(await store.find(sampleBatch.id)).toEqual(sampleBatch)
    })

    it('has one winner when many add the same id at once', async () => {
      const adding = Array.from({ length: 10 }, (_, at) => store.add({ ...sampleBatch, ownerId: at + 1 }))
      const outcomes = await Promise.allSettled(adding)
      const winners = outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [at + 1] : []))
      expect(winners).toHaveLength(1)
      expect((await store.find(sampleBatch.id))?.ownerId).toBe(winners[0])
    })

    it('revokes a batch once, and keeps the first moment', async () => {
      await store.add(sampleBatch)
      const answers = await Promise.all([5, 5, 5].map((atMs) => store.revoke(sampleBatch.id, atMs)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await store.revoke(sampleBatch.id, 9)).toBe(false)
      expect(await store.find(sampleBatch.id)).toEqual({ ...sampleBatch, revokedAtMs: 5 })
      expect(await store.revoke('constructor', 5)).toBe(false)
    })

    it('forgets those that expired or were revoked before a moment, and no others', async () => {
      const of = (id: number, changes: Partial<Batch>): Batch => ({
        ...sampleBatch,
        id: `${id}`.repeat(16),
        ...changes,
      })
      const old = [
        of(1, { expiresAtMs: 4999 }),
        of(2, { expiresAtMs: null, revokedAtMs: 4999 }),
        of(3, { expiresAtMs: 9000, revokedAtMs: 1 }),
      ]
      const young = [
        of(4, { expiresAtMs: 5000 }),
        of(5, { expiresAtMs: null, revokedAtMs: 5000 }),
        of(6, { expiresAtMs: null }),
      ]
      for (const batch of [...old, ...young]) await store.add(batch)
      expect(await store.prune(5000)).toBe(3)
      expect(await store.prune(5000)).toBe(0)
      for (const { id } of old) expect(await store.find(id)).toBeNull()
      for (const batch of young) expect(await store.find(batch.id)).toEqual(batch)
    })
  })
}

export const sampleBatch: Batch = {
  id: '0123456789abcdef',
  ownerId: 777_000,
  title: 'Holiday',
  linkIds: ['0123456789abcdef', 'ffffffffffffffff'],
  createdAtMs: 1_700_000_000_000,
  expiresAtMs: 1_800_000_000_000,
  revokedAtMs: null,
}
