import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { AddressLimiter } from '../policy/address-limiter.js'
import type { AccessRules } from '../policy/access.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { createAppPassword } from './app-passwords.js'
import { letOwnerIn, type OwnerVisit } from './let-owner-in.js'
import { banOf } from './links.fixture.js'
import { OwnerGuard } from './owner-guard.js'

const ADA = 7
const GUESSES = 3

async function setUp() {
  const { appPasswords: passwords, users, bans } = openMemoryStores()
  const time = { nowMs: 1_000_000 }
  let accessRules: AccessRules = { mode: 'public', adminIds: [], allowedUserIds: [] }
  let drawn = 0
  const troubles: unknown[] = []
  const deps = {
    clock: { now: () => time.nowMs },
    randomness: { bytes: (length: number) => new Uint8Array(length).fill(++drawn) },
    passwords,
    users,
    bans,
    wrongTokens: new AddressLimiter(() => ({ limit: GUESSES, windowMs: 60_000 })),
    rules: () => ({ accessRules }),
    onTrouble: (error: unknown) => troubles.push(error),
  }
  const make = async (userId = ADA) => {
    const made = await createAppPassword(deps, userId, { name: 'Kodi', expiresAtMs: null })
    if (!made.ok) throw new Error(made.refusal.reason)
    return { password: made.secret, id: made.info.id }
  }
  const own = await make()
  const visit = (credentials: OwnerVisit['credentials'], address = '192.0.2.1') =>
    letOwnerIn(deps, { address, isAddressKnown: true, credentials })
  const enter = (user = `${ADA}`, password = own.password, address?: string) => visit({ user, password }, address)
  const limitTo = (rules: Partial<AccessRules>) => void (accessRules = { ...accessRules, ...rules })
  return { deps, time, own, make, visit, enter, limitTo, troubles }
}

describe('an owner at the door', () => {
  it('is let in by their id and a password of theirs', async () => {
    const { enter, own } = await setUp()
    expect(await enter()).toEqual({ ok: true, owner: { userId: ADA, passwordId: own.id } })
    expect(await enter(` ${ADA} `)).toMatchObject({ ok: true })
  })

  it.each(['', '8', '07', '-7', '7.0', '7e0', '0x7', 'ada', '99999999999999999999', '٧'])(
    'is nobody as %j',
    async (user) => {
      const { enter } = await setUp()
      expect(await enter(user)).toEqual({ ok: false, reason: 'password_wrong' })
    },
  )

  it('is asked for a password, which is no guess', async () => {
    const { visit, enter } = await setUp()
    for (let n = 0; n < 10; n++) expect(await visit(null)).toEqual({ ok: false, reason: 'password_required' })
    expect(await enter(`${ADA}`, 'x')).toEqual({ ok: false, reason: 'password_wrong' })
  })

  it('who guesses is told to wait, by address, and neighbours with good passwords are not', async () => {
    const { enter } = await setUp()
    for (let n = 0; n < GUESSES; n++) expect(await enter(`${ADA}`, 'x')).toMatchObject({ reason: 'password_wrong' })
    expect(await enter(`${ADA}`, 'x')).toEqual({ ok: false, reason: 'too_many_requests', retryAfterMs: 60_000 })
    expect(await enter()).toMatchObject({ ok: true })
    expect(await enter(`${ADA}`, 'x', '192.0.2.2')).toMatchObject({ reason: 'password_wrong' })
  })

  it('is out from the moment of a ban, and in again after it', async () => {
    const { deps, enter, time } = await setUp()
    await deps.bans.put(banOf(ADA, time.nowMs + 1000))
    expect(await enter()).toEqual({ ok: false, reason: 'not_allowed' })
    time.nowMs += 1000
    expect(await enter()).toMatchObject({ ok: true })
  })

  it('is out when the service is for others, and in where an admin has authorised them', async () => {
    const { deps, enter, limitTo } = await setUp()
    limitTo({ mode: 'owner-only' })
    expect(await enter()).toEqual({ ok: false, reason: 'not_allowed' })
    limitTo({ mode: 'allow-list' })
    expect(await enter()).toEqual({ ok: false, reason: 'not_allowed' })
    await deps.users.update(ADA, { isAuthorized: true }, 1)
    expect(await enter()).toMatchObject({ ok: true })
    limitTo({ mode: 'owner-only', adminIds: [ADA] })
    expect(await enter()).toMatchObject({ ok: true })
  })

  it('is let in by nobody while the database is away', async () => {
    const { deps, own } = await setUp()
    const away = new StreamBotError('store_unavailable', 'away')
    const credentials = { user: `${ADA}`, password: own.password }
    const visit: OwnerVisit = { address: '192.0.2.1', isAddressKnown: true, credentials }
    const bans = { find: () => Promise.reject(away) }
    await expect(letOwnerIn({ ...deps, bans }, visit)).rejects.toBe(away)
    const passwords = { ...deps.passwords, findByHash: () => Promise.reject(away) }
    await expect(letOwnerIn({ ...deps, passwords }, visit)).rejects.toBe(away)
  })
})

describe('what is being read', () => {
  async function read() {
    const world = await setUp()
    const other = await world.make()
    const guard = new OwnerGuard(world.deps)
    const ended: string[] = []
    const watch = (name: string, passwordId: string, userId = ADA) =>
      guard.watch({ userId, passwordId }, (reason) => ended.push(`${name}: ${reason}`))
    return { ...world, other, guard, ended, watch }
  }

  it('goes on with good passwords, and ends with the one that is revoked', async () => {
    const { deps, guard, own, other, ended, watch } = await read()
    watch('own', own.id)
    const unwatch = watch('over', own.id)
    watch('other', other.id)
    await guard.look()
    expect(ended).toEqual([])
    await deps.passwords.remove(ADA, own.id)
    unwatch()
    await guard.look()
    expect(ended).toEqual(['own: The app password was revoked, or is over'])
  })

  it('ends for somebody who is banned, and for nobody else', async () => {
    const { deps, guard, own, make, ended, watch } = await read()
    watch('ada', own.id)
    watch('gerda', (await make(8)).id, 8)
    await deps.bans.put(banOf(ADA))
    await guard.look()
    expect(ended).toEqual(['ada: The person may not use the service any more'])
  })

  it('goes on while the database is away, and tells of anything else', async () => {
    const { deps, own, troubles } = await read()
    for (const error of [new StreamBotError('store_unavailable', 'away'), new Error('broken')]) {
      const guard = new OwnerGuard({ ...deps, passwords: { ofUser: () => Promise.reject(error) } })
      guard.watch({ userId: ADA, passwordId: own.id }, () => expect.unreachable())
      await guard.look()
    }
    expect(troubles).toEqual([new Error('broken')])
  })
})
