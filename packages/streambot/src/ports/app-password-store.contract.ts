/** What every store of app passwords promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { AppPassword } from '../core/app-password.js'
import type { AppPasswordStore } from './app-password-store.js'

export function appPasswordStoreContract(create: () => Promise<AppPasswordStore>): void {
  describe('keeps the promises of a store of app passwords', () => {
    let store: AppPasswordStore
    beforeEach(async () => {
      store = await create()
    })

    it('finds a password by its hash exactly as it was added, also when it has expired', async () => {
      const passwords = [
        sampleAppPassword,
        { ...password(2), userId: 2 ** 52 - 1, expiresAtMs: 1, lastUsedAtMs: 1, name: `"👩‍👩‍👧"\n';--\0` },
      ]
      for (const one of passwords) await store.add(one)
      for (const one of passwords) expect(await store.findByHash(one.hash)).toEqual(one)
      expect(await store.findByHash(password(3).hash)).toBeNull()
      expect(await store.findByHash('')).toBeNull()
    })

    it('refuses an id or a hash that exists, also of somebody else, and keeps the first', async () => {
      await store.add(sampleAppPassword)
      const other = { ...password(2), userId: 5 }
      await expect(store.add({ ...other, id: sampleAppPassword.id })).rejects.toThrow()
      await expect(store.add({ ...other, hash: sampleAppPassword.hash })).rejects.toThrow()
      expect(await store.ofUser(sampleAppPassword.userId)).toEqual([sampleAppPassword])
      expect(await store.ofUser(5)).toEqual([])
    })

    it('lists those of one person and nobody else, newest first', async () => {
      expect(await store.ofUser(sampleAppPassword.userId)).toEqual([])
      const passwords = [5, 4, 4, 3].map((createdAtMs, at) => ({ ...password(9 - at), createdAtMs }))
      for (const at of [2, 0, 3, 1]) await store.add(passwords[at]!)
      await store.add({ ...password(1), userId: 5 })
      expect(await store.ofUser(sampleAppPassword.userId)).toEqual(passwords)
      expect(await store.ofUser(6)).toEqual([])
    })

    it('moves the last use forward only, however many use it at once', async () => {
      await store.add(sampleAppPassword)
      await Promise.all([30, 50, 10, 40].map((atMs) => store.used(sampleAppPassword.id, atMs)))
      expect(await store.ofUser(sampleAppPassword.userId)).toEqual([{ ...sampleAppPassword, lastUsedAtMs: 50 }])
      await store.used(password(2).id, 60)
      expect(await store.ofUser(sampleAppPassword.userId)).toHaveLength(1)
    })

    it('removes a password once, for its owner alone, and a new one may follow', async () => {
      await store.add(sampleAppPassword)
      const { id, hash, userId } = sampleAppPassword
      expect(await store.remove(userId + 1, id)).toBe(false)
      expect(await store.findByHash(hash)).toEqual(sampleAppPassword)
      const answers = await Promise.all([1, 2, 3].map(() => store.remove(userId, id)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await store.findByHash(hash)).toBeNull()
      expect(await store.remove(userId, 'constructor')).toBe(false)
      await store.add(sampleAppPassword)
      expect(await store.findByHash(hash)).toEqual(sampleAppPassword)
    })

    it('forgets those that expired before a moment, and none that lasts', async () => {
      const ends = [null, 99, 100, 101, null]
      const passwords = ends.map((expiresAtMs, at) => ({ ...password(9 - at), expiresAtMs }))
      for (const one of passwords) await store.add(one)
      expect(await store.prune(100)).toBe(1)
      expect(await store.prune(100)).toBe(0)
      expect(await store.ofUser(sampleAppPassword.userId)).toEqual(passwords.filter((_, at) => at !== 1))
    })
  })
}

export const sampleAppPassword: AppPassword = {
  id: '0123456789abcdef',
  userId: 777_000,
  name: 'television',
  hash: 'a'.repeat(64),
  createdAtMs: 1_700_000_000_000,
  expiresAtMs: null,
  lastUsedAtMs: null,
}

function password(number: number): AppPassword {
  return { ...sampleAppPassword, id: `${number}`.padStart(16, '0'), hash: `${number}`.padStart(64, '0') }
}
