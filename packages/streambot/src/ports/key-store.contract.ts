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
      const answers = await Promise.all([1, 2, 3, 4].map((id) => store.addFirst(sampleKey(id))))
      expect(answers[0]).toHaveLength(1)
      for (const answer of answers) expect(answer).toEqual(answers[0])
      expect(await store.all()).toEqual(answers[0])
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
