/** What every key store promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { LinkKey } from '../core/link.js'
import type { KeyStore } from './key-store.js'

export function keyStoreContract(create: () => Promise<KeyStore>): void {
  describe('keeps the promises of a key store', () => {
    let store: KeyStore
    beforeEach(async () => {
      store = await create()
    })

    it('has no key at first', async () => {
      expect(await store.all()).toEqual([])
    })

    it('takes the first key and gives it back byte for byte', async () => {
      const key = sampleKey(3)
      expect(await store.addFirst(key)).toEqual([key])
      expect(await store.all()).toEqual([key])
    })

    it('takes one key only when several are offered at once, and tells everyone which', async () => {
      const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((id) => store.addFirst(sampleKey(id))))
      expect(answers[0]).toHaveLength(1)
      for (const answer of answers) expect(answer).toEqual(answers[0])
      expect(await store.all()).toEqual(answers[0])
    })

    it('lists keys newest last, those of one millisecond by rising id', async () => {
      const keys = [
        { ...sampleKey(255), createdAtMs: 1 },
        { ...sampleKey(4), createdAtMs: 2 },
        { ...sampleKey(5), createdAtMs: 2 },
        { ...sampleKey(0), createdAtMs: Number.MAX_SAFE_INTEGER },
      ]
      for (const at of [2, 3, 0, 1]) expect(await store.add(keys[at]!)).toBe(true)
      expect(await store.all()).toEqual(keys)
      expect(await store.addFirst(sampleKey(9))).toEqual(keys)
    })

    it('refuses a second key with the same id, however many are offered at once', async () => {
      const offers = [1, 2, 3, 4].map((createdAtMs) => ({ ...sampleKey(7), createdAtMs }))
      const taken = await Promise.all(offers.map((key) => store.add(key)))
      expect(taken.filter(Boolean)).toHaveLength(1)
      expect(await store.all()).toEqual([offers[taken.indexOf(true)]])
      expect(await store.add(sampleKey(7))).toBe(false)
      expect(await store.all()).toEqual([offers[taken.indexOf(true)]])
    })

    it('retires a key once, and one with its id may follow', async () => {
      await store.add(sampleKey(1))
      await store.add(sampleKey(2))
      expect(await store.retire(3)).toBe(false)
      expect(await store.retire(1)).toBe(true)
      expect(await store.retire(1)).toBe(false)
      expect(await store.all()).toEqual([sampleKey(2)])
      expect(await store.add({ ...sampleKey(1), createdAtMs: 5 })).toBe(true)
    })

    it('never retires the last key, also when all are to go at once', async () => {
      for (const id of [1, 2, 3]) await store.add(sampleKey(id))
      const retired = await Promise.all([1, 2, 3].map((id) => store.retire(id)))
      expect(retired.filter(Boolean)).toHaveLength(2)
      const left = await store.all()
      expect(left).toEqual([sampleKey(retired.indexOf(false) + 1)])
      expect(await store.retire(left[0]!.id)).toBe(false)
    })
  })
}

function sampleKey(id: number): LinkKey {
  return {
    id,
    secret: Uint8Array.from({ length: 32 }, (_, at) => (at * 37 + id) % 256),
    createdAtMs: 1_700_000_000_000 + id,
  }
}
