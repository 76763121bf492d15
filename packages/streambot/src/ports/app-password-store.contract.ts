/** What every store of app passwords promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { AppPassword } from '../core/app-password.js'
import type { AppPasswordStore } from './app-password-store.js'

/** As many as nobody in these tests has, unless a test says another number. */
const MAX = 100

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
      for (const one of passwords) await store.add(one, MAX)
      for (const one of passwords) expect(await store.findByHash(one.hash)).toEqual(one)
      expect(await store.findByHash(password(3).hash)).toBeNull()
      expect(await store.findByHash('')).toBeNull()
    })

    it('refuses an id or a hash that exists, also of somebody else, and keeps the first', async () => {
      await store.add(sampleAppPassword, MAX)
      const other = { ...password(2), userId: 5 }
      await expect(store.add({ ...other, id: sampleAppPassword.id }, MAX)).rejects.toThrow()
      await expect(store.add({ ...other, hash: sampleAppPassword.hash }, MAX)).rejects.toThrow()
      expect(await store.ofUser(sampleAppPassword.userId)).toEqual([sampleAppPassword])
      expect(await store.ofUser(5)).toEqual([])
    })

    it('lets one person have as many as they may and no more, however many are added at once', async () => {
      await store.add({ ...password(50), userId: 5 }, MAX)
      const added = await Promise.all(Array.from({ length: 12 }, (_, at) => store.add(password(at + 1), 4)))
      expect(added.filter(Boolean)).toHaveLength(4)
      const kept = (await store.ofUser(sampleAppPassword.userId)).map(({ id }) => id).sort()
      expect(kept).toEqual(added.flatMap((isAdded, at) => (isAdded ? [password(at + 1).id] : [])))
      expect(await store.add({ ...password(60), userId: 5 }, 2)).toBe(true)
      expect(await store.add({ ...password(61), userId: 5 }, 2)).toBe(false)
      expect(await store.findByHash(password(61).hash)).toBeNull()
    })

    it('counts those that expired, and has room again for each that is gone', async () => {
      for (const number of [1, 2, 3]) await store.add({ ...password(number), expiresAtMs: number }, 3)
      expect(await store.add(password(4), 3)).toBe(false)
      expect(await store.remove(sampleAppPassword.userId, password(2).id)).toBe(true)
      expect(await store.add(password(4), 3)).toBe(true)
      expect(await store.add(password(5), 3)).toBe(false)
      expect(await store.prune(2)).toBe(1)
      expect(await store.add(password(5), 3)).toBe(true)
      expect(await store.add(password(6), 3)).toBe(false)
    })

    it('lists those of one person and nobody else, newest first', async () => {
      expect(await store.ofUser(sampleAppPassword.userId)).toEqual([])
      const passwords = [5, 4, 4, 3].map((createdAtMs, at) => ({ ...password(9 - at), createdAtMs }))
      for (const at of [2, 0, 3, 1]) await store.add(passwords[at]!, MAX)
      await store.add({ ...password(1), userId: 5 }, MAX)
      expect(await store.ofUser(sampleAppPassword.userId)).toEqual(passwords)
      expect(await store.ofUser(6)).toEqual([])
    })

    it('moves the last use forward only, however many use it at once', async () => {
      await store.add(sampleAppPassword, MAX)
      await Promise.all([30, 50, 10, 40].map((atMs) => store.used(sampleAppPassword.id, atMs)))
      expect(await store.ofUser(sampleAppPassword.userId)).toEqual([{ ...sampleAppPassword, lastUsedAtMs: 50 }])
      await store.used(password(2).id, 60)
      expect(await store.ofUser(sampleAppPassword.userId)).toHaveLength(1)
    })

    it('removes a password once, for its owner alone, and a new one may follow', async () => {
      await store.add(sampleAppPassword, MAX)
      const { id, hash, userId } = sampleAppPassword
      expect(await store.remove(userId + 1, id)).toBe(false)
      expect(await store.findByHash(hash)).toEqual(sampleAppPassword)
      const answers = await Promise.all([1, 2, 3].map(() => store.remove(userId, id)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await store.findByHash(hash)).toBeNull()
      expect(await store.remove(userId, 'constructor')).toBe(false)
      await store.add(sampleAppPassword, MAX)
      expect(await store.findByHash(hash)).toEqual(sampleAppPassword)
    })

    it('forgets those that expired before a moment, and none that lasts', async () => {
      const ends = [null, 99, 100, 101, null]
      const passwords = ends.map((expiresAtMs, at) => ({ ...password(9 - at), expiresAtMs }))
      for (const one of passwords) await store.add(one, MAX)
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
