import { describe, expect, it } from 'vitest'
import type { User } from '../core/user.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { authorizeUser, deauthorizeUser, setUserLimits } from './authorize-user.js'

const ADMIN = 'user:1'
const ADA = 7

function setUp() {
  const stores = openMemoryStores()
  const told: User[] = []
  let drawn = 0
  const deps = {
    clock: { now: () => 5000 },
    randomness: { bytes: (length: number) => new Uint8Array(length).fill(++drawn) },
    users: stores.users,
    quota: { userChanged: (user: User) => void told.push(user) },
    audit: stores.audit,
    onAuditTrouble: () => {},
  }
  const audited = async () =>
    (await stores.audit.page(Infinity, 10)).map(({ action, target, details }) => [action, target, details])
  return { stores, told, deps, audited }
}

describe('an admin', () => {
  it('authorises somebody who has never written, with limits of their own', async () => {
    const { deps, stores, told, audited } = setUp()
    const own = { linksPerDay: 50, bandwidthBytesPerMonth: 0 }
    expect(await authorizeUser(deps, ADMIN, ADA, own)).toMatchObject({ id: ADA, isAuthorized: true, ...own })
    expect(await stores.users.find(ADA)).toMatchObject({ isAuthorized: true, ...own })
    expect(told).toMatchObject([{ id: ADA, bandwidthBytesPerMonth: 0 }])
    expect(await audited()).toEqual([['user.authorize', `user:${ADA}`, { isAuthorized: true, ...own }]])
  })

  it('leaves limits as they are where none are named', async () => {
    const { deps } = setUp()
    await setUserLimits(deps, ADMIN, ADA, { linksPerDay: 9 })
    expect(await authorizeUser(deps, ADMIN, ADA)).toMatchObject({ isAuthorized: true, linksPerDay: 9 })
    expect(await setUserLimits(deps, ADMIN, ADA, { linksPerDay: null })).toMatchObject({
      isAuthorized: true,
      linksPerDay: null,
    })
  })

  it('takes it all back', async () => {
    const { deps, audited } = setUp()
    await authorizeUser(deps, ADMIN, ADA, { linksPerDay: 50, bandwidthBytesPerMonth: 5e9 })
    expect(await deauthorizeUser(deps, ADMIN, ADA)).toMatchObject({
      isAuthorized: false,
      linksPerDay: null,
      bandwidthBytesPerMonth: null,
    })
    expect((await audited()).map(([action]) => action).sort()).toEqual(['user.authorize', 'user.deauthorize'])
  })

  it.each([
    [ADA, { linksPerDay: -1 }, 'linksPerDay must be a whole number from 0 to 100000'],
    [ADA, { linksPerDay: 100_001 }, 'linksPerDay'],
    [ADA, { bandwidthBytesPerMonth: 0.5 }, 'bandwidthBytesPerMonth'],
    [ADA, { bandwidthBytesPerMonth: NaN }, 'bandwidthBytesPerMonth'],
    [-100, {}, 'no user'],
    [1.5, {}, 'no user'],
  ])('is told what is no limit, and nothing changes: %s %o', async (userId, own, message) => {
    const { deps, stores, audited } = setUp()
    await expect(authorizeUser(deps, ADMIN, userId, own)).rejects.toThrow(message)
    expect(await stores.users.count()).toBe(0)
    expect(await audited()).toEqual([])
  })
})
