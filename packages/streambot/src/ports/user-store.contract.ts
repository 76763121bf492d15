/** What every user store promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { User, UserProfile } from '../core/user.js'
import type { UserStore } from './user-store.js'

export function userStoreContract(create: () => Promise<UserStore>): void {
  describe('keeps the promises of a user store', () => {
    let store: UserStore
    beforeEach(async () => {
      store = await create()
    })

    it('knows nobody at first', async () => {
      expect(await store.find(7)).toBeNull()
      expect(await store.findByUsername('ada')).toBeNull()
      expect(await store.findByUsername('')).toBeNull()
      expect(await store.page(0, 1000)).toEqual([])
      expect(await store.count()).toBe(0)
    })

    it('remembers somebody new with nothing decided about them', async () => {
      const ada = userSeen(sampleProfile, 10)
      expect(await store.seen(sampleProfile, 10)).toEqual(ada)
      expect(await store.find(sampleProfile.id)).toEqual(ada)
    })

    it('keeps names and ids of any kind', async () => {
      const profiles = [
        { id: 1, firstName: '', username: null, languageCode: null },
        { id: Number.MAX_SAFE_INTEGER, firstName: `"👩‍👩‍👧"\n';--\0`, username: 'a_1', languageCode: 'zh-hans' },
      ]
      for (const profile of profiles) await store.seen(profile, 5)
      for (const profile of profiles) expect(await store.find(profile.id)).toEqual(userSeen(profile, 5))
    })

    it('follows names that change, and keeps what was decided and when somebody came first', async () => {
      await store.seen(sampleProfile, 10)
      await store.update(sampleProfile.id, decisions, 11)
      const renamed = { ...sampleProfile, firstName: 'Augusta', username: 'augusta', languageCode: null }
      const expected = { ...userSeen(renamed, 20), ...decisions, firstSeenAtMs: 10 }
      expect(await store.seen(renamed, 20)).toEqual(expected)
      expect(await store.find(sampleProfile.id)).toEqual(expected)
    })

    it('never moves the last time somebody was seen back', async () => {
      await store.seen(sampleProfile, 10)
      await store.seen(sampleProfile, 5)
      expect((await store.find(sampleProfile.id))?.lastSeenAtMs).toBe(10)
    })

    it('takes whoever writes for reachable again', async () => {
      await store.seen(sampleProfile, 10)
      await store.update(sampleProfile.id, { unreachableSinceMs: 15 }, 15)
      expect((await store.find(sampleProfile.id))?.unreachableSinceMs).toBe(15)
      expect((await store.seen(sampleProfile, 20)).unreachableSinceMs).toBeNull()
      expect((await store.find(sampleProfile.id))?.unreachableSinceMs).toBeNull()
    })

    it('remembers somebody once who writes many messages at once', async () => {
      const users = await Promise.all([13, 11, 14, 12].map((atMs) => store.seen(sampleProfile, atMs)))
      for (const user of users) expect(user.id).toBe(sampleProfile.id)
      expect(await store.count()).toBe(1)
      expect((await store.find(sampleProfile.id))?.lastSeenAtMs).toBe(14)
    })

    describe('findByUsername', () => {
      it('finds in any case of letters, and nobody by a part or a pattern', async () => {
        const profile = { ...sampleProfile, username: 'Ada_Lovelace' }
        await store.seen(profile, 10)
        for (const name of ['Ada_Lovelace', 'ada_lovelace', 'ADA_LOVELACE']) {
          expect(await store.findByUsername(name)).toEqual(userSeen(profile, 10))
        }
        for (const name of ['Ada', 'Ada.Lovelace', 'AdaXLovelace', '%', '.*', '']) {
          expect(await store.findByUsername(name)).toBeNull()
        }
      })

      it('finds the one seen last where several were called so', async () => {
        await store.seen({ ...sampleProfile, id: 2, username: 'ada' }, 30)
        await store.seen({ ...sampleProfile, id: 1, username: 'Ada' }, 10)
        await store.seen({ ...sampleProfile, id: 3, username: 'ADA' }, 20)
        expect((await store.findByUsername('ada'))?.id).toBe(2)
        await store.seen({ ...sampleProfile, id: 1, username: 'Ada' }, 40)
        expect((await store.findByUsername('ada'))?.id).toBe(1)
      })

      it('finds nobody by the name they had before', async () => {
        await store.seen(sampleProfile, 10)
        await store.seen({ ...sampleProfile, username: null }, 20)
        expect(await store.findByUsername('ada')).toBeNull()
      })
    })

    describe('update', () => {
      it('sets what is named, and leaves what is undefined as it is', async () => {
        const ada = userSeen(sampleProfile, 10)
        await store.seen(sampleProfile, 10)
        expect(await store.update(ada.id, { isAuthorized: true }, 50)).toEqual({ ...ada, isAuthorized: true })
        const limited = { ...ada, ...decisions }
        expect(await store.update(ada.id, decisions, 50)).toEqual(limited)
        expect(await store.update(ada.id, {}, 50)).toEqual(limited)
        const nothing = { isAuthorized: undefined, linksPerDay: undefined, bandwidthBytesPerMonth: undefined }
        expect(await store.update(ada.id, nothing, 50)).toEqual(limited)
        const freed = { ...limited, linksPerDay: null, bandwidthBytesPerMonth: 0 }
        expect(await store.update(ada.id, { linksPerDay: null, bandwidthBytesPerMonth: 0 }, 50)).toEqual(freed)
        expect(await store.find(ada.id)).toEqual(freed)
      })

      it('decides about somebody unknown, and keeps that when they first write', async () => {
        const expected = {
          ...userSeen({ id: 5, firstName: '', username: null, languageCode: null }, 10),
          linksPerDay: 3,
        }
        expect(await store.update(5, { linksPerDay: 3 }, 10)).toEqual(expected)
        expect(await store.find(5)).toEqual(expected)
        const profile = { ...sampleProfile, id: 5 }
        expect(await store.seen(profile, 20)).toEqual({ ...userSeen(profile, 20), firstSeenAtMs: 10, linksPerDay: 3 })
      })

      it('loses nothing when people write and admins decide at once', async () => {
        await Promise.all([
          store.update(sampleProfile.id, { isAuthorized: true }, 10),
          store.seen(sampleProfile, 10),
          store.update(sampleProfile.id, { linksPerDay: 0 }, 10),
          store.update(sampleProfile.id, { bandwidthBytesPerMonth: 2 ** 47 }, 10),
        ])
        expect(await store.find(sampleProfile.id)).toEqual({
          ...userSeen(sampleProfile, 10),
          isAuthorized: true,
          linksPerDay: 0,
          bandwidthBytesPerMonth: 2 ** 47,
        })
        expect(await store.count()).toBe(1)
      })
    })

    it('goes through everybody by rising id, whatever their number of digits', async () => {
      const ids = [1, 9, 10, 99, 1000, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER]
      for (const id of [...ids].reverse()) await store.seen({ ...sampleProfile, id }, 5)
      const found: number[] = []
      for (;;) {
        const page = await store.page(found.at(-1) ?? 0, 3)
        if (page.length === 0) break
        expect(page[0]).toEqual(userSeen({ ...sampleProfile, id: page[0]!.id }, 5))
        found.push(...page.map(({ id }) => id))
      }
      expect(found).toEqual(ids)
      expect((await store.page(9, 1000)).map(({ id }) => id)).toEqual(ids.slice(2))
      expect(await store.count()).toBe(ids.length)
    })
  })
}

export const sampleProfile: UserProfile = { id: 777_000, firstName: 'Ada', username: 'ada', languageCode: 'en' }

const decisions = {
  isAuthorized: true,
  linksPerDay: 0,
  bandwidthBytesPerMonth: Number.MAX_SAFE_INTEGER,
  chosenLanguage: 'de',
}

function userSeen(profile: UserProfile, atMs: number): User {
  return {
    ...profile,
    firstSeenAtMs: atMs,
    lastSeenAtMs: atMs,
    isAuthorized: false,
    linksPerDay: null,
    bandwidthBytesPerMonth: null,
    chosenLanguage: null,
    unreachableSinceMs: null,
  }
}
