/** What every store of API tokens promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { ApiToken } from '../core/api-token.js'
import type { ApiTokenStore } from './api-token-store.js'

export function apiTokenStoreContract(create: () => Promise<ApiTokenStore>): void {
  describe('keeps the promises of a store of API tokens', () => {
    let store: ApiTokenStore
    beforeEach(async () => {
      store = await create()
    })

    it('finds a token by its hash exactly as it was added, also when it has expired', async () => {
      const tokens = [sampleToken, { ...token(2), expiresAtMs: 1, lastUsedAtMs: 1, scopes: [], name: `"👩‍👩‍👧"\n';--\0` }]
      for (const one of tokens) await store.add(one)
      for (const one of tokens) expect(await store.findByHash(one.hash)).toEqual(one)
      expect(await store.findByHash(token(3).hash)).toBeNull()
      expect(await store.findByHash('')).toBeNull()
    })

    it('refuses an id or a hash that exists, and keeps the first', async () => {
      await store.add(sampleToken)
      await expect(store.add({ ...token(2), id: sampleToken.id })).rejects.toThrow()
      await expect(store.add({ ...token(2), hash: sampleToken.hash })).rejects.toThrow()
      expect(await store.all()).toEqual([sampleToken])
    })

    it('lets one in of many with one hash at once', async () => {
      const offers = [1, 2, 3, 4].map((number) => ({ ...token(number), hash: sampleToken.hash }))
      const results = await Promise.allSettled(offers.map((one) => store.add(one)))
      const added = offers.filter((_, at) => results[at]?.status === 'fulfilled')
      expect(added).toHaveLength(1)
      expect(await store.all()).toEqual(added)
    })

    it('lists all, newest first', async () => {
      expect(await store.all()).toEqual([])
      const tokens = [5, 4, 3].map((createdAtMs, at) => ({ ...token(at), createdAtMs }))
      for (const at of [1, 0, 2]) await store.add(tokens[at]!)
      expect(await store.all()).toEqual(tokens)
    })

    it('moves the last use forward only, however many use it at once', async () => {
      await store.add(sampleToken)
      await Promise.all([30, 50, 10, 40].map((atMs) => store.used(sampleToken.id, atMs)))
      expect(await store.all()).toEqual([{ ...sampleToken, lastUsedAtMs: 50 }])
      await store.used(token(2).id, 60)
      expect(await store.all()).toHaveLength(1)
    })

    it('removes a token once, and a new one may follow', async () => {
      await store.add(sampleToken)
      const answers = await Promise.all([1, 2, 3].map(() => store.remove(sampleToken.id)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await store.findByHash(sampleToken.hash)).toBeNull()
      expect(await store.remove('constructor')).toBe(false)
      await store.add(sampleToken)
      expect(await store.findByHash(sampleToken.hash)).toEqual(sampleToken)
    })
  })
}

export const sampleToken: ApiToken = {
  id: '0123456789abcdef',
  name: 'backup script',
  hash: 'a'.repeat(64),
  scopes: ['links:read', 'links:write'],
  createdBy: 777_000,
  createdAtMs: 1_700_000_000_000,
  expiresAtMs: null,
  lastUsedAtMs: null,
}

function token(number: number): ApiToken {
  return { ...sampleToken, id: `${number}`.padStart(16, '0'), hash: `${number}`.padStart(64, '0') }
}
