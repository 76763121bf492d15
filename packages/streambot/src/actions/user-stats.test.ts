import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { numberedLink } from '../ports/link-store.contract.js'
import { uploadWindows, type UploadRules } from '../policy/upload-limits.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { describeUser } from './describe-user.js'
import { userStats } from './user-stats.js'

const NOW_MS = Date.UTC(2026, 10, 15)
const DAY_MS = 86_400_000
const ADMIN = 1
const ADA = 7

const rules: UploadRules = {
  linksPerDay: 2,
  authorizedLinksPerDay: 10,
  uploadsPerMinute: null,
  serviceUploadsPerMinute: null,
}

function setUp() {
  const stores = openMemoryStores()
  const now: { uploadRules: UploadRules | null } = { uploadRules: rules }
  const deps = {
    clock: { now: () => NOW_MS },
    users: stores.users,
    bans: stores.bans,
    windows: stores.windows,
    links: stores.links,
    quota: { userUsage: () => Promise.resolve({ usedBytes: 123, limitBytes: 1000 }) },
    rules: () => ({
      accessRules: { mode: 'public' as const, adminIds: [ADMIN], allowedUserIds: [] },
      uploadRules: now.uploadRules,
    }),
  }
  /** As an upload does it. */
  const makeLink = async (userId: number, atMs: number) => {
    const user = (await stores.users.find(userId)) ?? { id: userId, isAuthorized: false, linksPerDay: null }
    await stores.windows.take(uploadWindows(now.uploadRules, user, userId === ADMIN), atMs)
    const count = await stores.links.count()
    await stores.links.add(numberedLink(count + 1, { ownerId: userId, createdAtMs: atMs }))
  }
  return { stores, deps, now, makeLink }
}

describe('what somebody has used', () => {
  it('is counted against the limit of everybody, and says when there is a place again', async () => {
    const { deps, makeLink } = setUp()
    await makeLink(ADA, NOW_MS - 2 * DAY_MS)
    await makeLink(ADA, NOW_MS - 5000)
    expect(await userStats(deps, ADA)).toEqual({
      userId: ADA,
      standing: 'everybody',
      linksToday: { made: 1, limit: 2, nextAtMs: null },
      traffic: { usedBytes: 123, limitBytes: 1000, month: '2026-11', resetsAtMs: Date.UTC(2026, 11) },
      links: 2,
    })
    await makeLink(ADA, NOW_MS - 1000)
    expect((await userStats(deps, ADA)).linksToday).toEqual({ made: 2, limit: 2, nextAtMs: NOW_MS - 5000 + DAY_MS })
  })

  it('says how many were made also where the limit was lowered below it', async () => {
    const { deps, makeLink, now } = setUp()
    await makeLink(ADA, NOW_MS - 5000)
    await makeLink(ADA, NOW_MS - 1000)
    now.uploadRules = { ...rules, linksPerDay: 1 }
    expect((await userStats(deps, ADA)).linksToday).toEqual({ made: 2, limit: 1, nextAtMs: NOW_MS - 1000 + DAY_MS })
  })

  it.each([
    [{ isAuthorized: true }, 'authorized', 10],
    [{ isAuthorized: true, linksPerDay: 3 }, 'authorized', 3],
    [{ linksPerDay: 4 }, 'everybody', 4],
    [{ linksPerDay: 0 }, 'everybody', null],
  ] as const)('goes by what an admin granted: %o', async (changes, standing, limit) => {
    const { deps, stores } = setUp()
    await stores.users.update(ADA, changes, NOW_MS)
    expect(await userStats(deps, ADA)).toMatchObject({ standing, linksToday: { made: 0, limit } })
  })

  it.each(['an admin', 'everybody while limits are off'])('is counted without a limit for %s', async (who) => {
    const { deps, makeLink, now } = setUp()
    const userId = who === 'an admin' ? ADMIN : ADA
    if (userId === ADA) now.uploadRules = null
    for (const agoMs of [DAY_MS, DAY_MS - 1, 1, 0]) await makeLink(userId, NOW_MS - agoMs)
    expect(await userStats(deps, userId)).toMatchObject({
      standing: userId === ADMIN ? 'admin' : 'everybody',
      linksToday: { made: 3, limit: null, nextAtMs: null },
      links: 4,
    })
  })

  it('is not made up while the database is away', async () => {
    const { deps } = setUp()
    const links = { count: () => Promise.reject(new StreamBotError('store_unavailable', 'away')) }
    await expect(userStats({ ...deps, links }, ADA)).rejects.toMatchObject({ code: 'store_unavailable' })
  })
})

describe('what an admin may know', () => {
  it('is the record, the ban in force, and what was used', async () => {
    const { deps, stores } = setUp()
    await stores.users.seen({ id: ADA, firstName: 'Ada', username: 'ada', languageCode: 'en' }, 5)
    const ban = { userId: ADA, reason: 'spam', bannedBy: ADMIN, createdAtMs: 1, untilMs: NOW_MS + 1 }
    await stores.bans.put(ban)
    expect(await describeUser(deps, ADA)).toMatchObject({
      userId: ADA,
      user: { firstName: 'Ada', firstSeenAtMs: 5 },
      ban,
      stats: { userId: ADA, links: 0 },
    })
    await stores.bans.put({ ...ban, untilMs: NOW_MS })
    expect(await describeUser(deps, ADA)).toMatchObject({ ban: null })
  })

  it('is little of somebody who never wrote', async () => {
    const { deps } = setUp()
    expect(await describeUser(deps, 99)).toMatchObject({ userId: 99, user: null, ban: null, stats: { links: 0 } })
  })
})
