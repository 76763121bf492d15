import { describe, expect, it } from 'vitest'
import { API_SCOPES } from '../core/api-token.js'
import { StreamBotError } from '../core/errors.js'
import { createLinkKey } from '../core/link-token.js'
import { verifyLoginCode } from '../core/login-code.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { createApiToken, verifyApiToken } from './api-tokens.js'
import { logInByCode, logOut, makeLoginCode, pruneSessions } from './dashboard-sessions.js'

const NOW_MS = 1_700_000_000_500
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ADMIN_ID = 7
const profile = { id: ADMIN_ID, firstName: 'Ada', username: 'ada', languageCode: null }

function setUp() {
  const stores = openMemoryStores()
  const time = { nowMs: NOW_MS }
  const admins = new Set([ADMIN_ID])
  let drawn = 0
  const randomness = {
    bytes: (length: number) => {
      const bytes = new Uint8Array(length)
      new DataView(bytes.buffer).setUint32(length - 4, ++drawn)
      return bytes
    },
  }
  const key = createLinkKey(1, randomness, 0)
  const deps = {
    clock: { now: () => time.nowMs },
    randomness,
    linkKeys: { signing: key, verifyLogin: (code: string) => Promise.resolve(verifyLoginCode([key], code)) },
    ...stores,
    isAdmin: (userId: number) => admins.has(userId),
    onAuditTrouble: () => {},
    onTrouble: () => {},
  }
  const logIn = (code = makeLoginCode(deps, ADMIN_ID).code) => logInByCode(deps, code, '192.0.2.7')
  const mustLogIn = async () => {
    const session = await logIn()
    if (!session) throw new Error('nobody was let in')
    return session
  }
  const verify = (token: string) => verifyApiToken(deps, token)
  return { stores, deps, time, admins, logIn, mustLogIn, verify }
}

describe('a code of the bot', () => {
  it('lets its admin in for twelve hours, with all an admin may do', async () => {
    const { stores, mustLogIn, verify, time } = setUp()
    await stores.users.seen(profile, NOW_MS)
    const { token, who } = await mustLogIn()
    expect(who).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      name: 'Dashboard · Ada',
      scopes: [...API_SCOPES, 'dashboard'],
      createdBy: ADMIN_ID,
      createdAtMs: NOW_MS,
      expiresAtMs: NOW_MS + 12 * HOUR_MS,
      lastUsedAtMs: null,
    })
    time.nowMs = NOW_MS + 12 * HOUR_MS - 1
    expect(await verify(token)).toMatchObject({ id: who.id })
    time.nowMs++
    expect(await verify(token)).toBeNull()
  })

  it('works once, and lets one of many in who show it at the same time', async () => {
    const { deps, stores, logIn } = setUp()
    const { code } = makeLoginCode(deps, ADMIN_ID)
    const answers = await Promise.all(Array.from({ length: 8 }, () => logIn(code)))
    expect(answers.filter((it) => it !== null)).toHaveLength(1)
    expect(await logIn(code)).toBeNull()
    expect(await stores.tokens.all()).toHaveLength(1)
  })

  it('stays used after the log-out, also for a clock that lags behind', async () => {
    const { deps, stores, logIn, time } = setUp()
    const { code } = makeLoginCode(deps, ADMIN_ID)
    const session = await logIn(code)
    if (!session) throw new Error('nobody was let in')
    await logOut(deps, session.who)
    expect(await stores.tokens.all()).toEqual([])
    for (const lateMs of [0, 4 * MINUTE_MS, 5 * MINUTE_MS - 1000, -4 * MINUTE_MS]) {
      time.nowMs = NOW_MS + lateMs
      await stores.windows.prune(time.nowMs)
      expect(await logIn(code)).toBeNull()
    }
  })

  it('stays used where a slow clock has asked after it, and a fast one prunes', async () => {
    const { deps, stores, logIn, time } = setUp()
    const { code } = makeLoginCode(deps, ADMIN_ID)
    expect(await logIn(code)).not.toBeNull()
    const almost = 5 * MINUTE_MS - 1000
    const at = (trueMs: number, wrongBy: number) => (time.nowMs = NOW_MS + trueMs + wrongBy)
    // What is counted in the future is counted as now.
    at(0, -almost)
    expect(await logIn(code)).toBeNull()
    for (let trueMs = 0; trueMs <= 2 * almost; trueMs += MINUTE_MS) {
      at(trueMs, almost)
      await stores.windows.prune(time.nowMs)
      at(trueMs, -almost)
      expect(await logIn(code)).toBeNull()
    }
  })

  it('is over after five minutes', async () => {
    const { deps, time, logIn } = setUp()
    const [late, inTime] = [makeLoginCode(deps, ADMIN_ID), makeLoginCode(deps, ADMIN_ID)]
    expect(late.expiresAtMs - NOW_MS).toBeGreaterThanOrEqual(5 * MINUTE_MS)
    time.nowMs = late.expiresAtMs - 1
    expect(await logIn(inTime.code)).not.toBeNull()
    time.nowMs = late.expiresAtMs
    expect(await logIn(late.code)).toBeNull()
  })

  it('opens nothing where it is forged, or its admin is none any more', async () => {
    const { deps, admins, logIn, stores } = setUp()
    const { code } = makeLoginCode(deps, ADMIN_ID)
    for (const forged of ['', code.slice(1), `${code}A`, code.replace(/.$/, (it) => (it === 'A' ? 'B' : 'A'))]) {
      expect(await logIn(forged)).toBeNull()
    }
    admins.clear()
    expect(await logIn(code)).toBeNull()
    expect(await stores.tokens.all()).toEqual([])
  })

  it('lets nobody in while the database is away', async () => {
    const { deps } = setUp()
    const { code } = makeLoginCode(deps, ADMIN_ID)
    const windows = { take: () => Promise.reject(new StreamBotError('store_unavailable', 'away')) }
    await expect(logInByCode({ ...deps, windows }, code, '::1')).rejects.toMatchObject({ code: 'store_unavailable' })
  })
})

describe('a session', () => {
  it('is dead as soon as its admin is one no longer, and alive again with the rights', async () => {
    const { admins, mustLogIn, verify } = setUp()
    const { token } = await mustLogIn()
    admins.clear()
    expect(await verify(token)).toBeNull()
    admins.add(ADMIN_ID)
    expect(await verify(token)).not.toBeNull()
  })

  it('is dead once it is logged out of; a token that was made for a program is not', async () => {
    const { deps, mustLogIn, verify } = setUp()
    const { token, who } = await mustLogIn()
    await logOut(deps, who)
    expect(await verify(token)).toBeNull()
    const wish = { name: 'backup', scopes: ['stats'], expiresAtMs: null }
    const made = await createApiToken(deps, 'user:7', wish)
    if (!made.ok) throw new Error(made.refusal.reason)
    await logOut(deps, made.info)
    expect(await verify(made.token)).not.toBeNull()
  })

  it('takes no room from tokens of programs', async () => {
    const { deps, mustLogIn } = setUp()
    for (let n = 0; n < 10; n++) await mustLogIn()
    const wish = { name: 'backup', scopes: ['stats'], expiresAtMs: null }
    for (let n = 0; n < 100; n++) expect(await createApiToken(deps, 'cli', wish)).toMatchObject({ ok: true })
    expect(await createApiToken(deps, 'cli', wish)).toMatchObject({ refusal: { reason: 'too_many_tokens', max: 100 } })
    await mustLogIn()
  })

  it('is one of ten at most, of which the oldest ends for a new one', async () => {
    const { time, mustLogIn, verify, stores } = setUp()
    const sessions = []
    for (let n = 0; n < 12; n++) {
      time.nowMs++
      sessions.push(await mustLogIn())
    }
    const alive = await Promise.all(sessions.map(async ({ token }) => (await verify(token)) !== null))
    expect(alive).toEqual([false, false, ...Array<boolean>(10).fill(true)])
    expect(await stores.tokens.all()).toHaveLength(10)
  })

  it('that is over is forgotten, at the next log-in or within an hour, and nothing else is', async () => {
    const { deps, time, mustLogIn, stores } = setUp()
    await createApiToken(deps, 'cli', { name: 'over', scopes: ['stats'], expiresAtMs: NOW_MS + 1 })
    await mustLogIn()
    await mustLogIn()
    expect(await pruneSessions(deps, time.nowMs)).toBe(0)
    time.nowMs += 12 * HOUR_MS
    const { who } = await mustLogIn()
    expect((await stores.tokens.all()).map(({ name }) => name)).toEqual([who.name, 'over'])
    expect(await pruneSessions(deps, time.nowMs + 12 * HOUR_MS)).toBe(1)
    expect((await stores.tokens.all()).map(({ name }) => name)).toEqual(['over'])
  })

  it('of somebody without a name is called by their number, and a name of any length fits', async () => {
    const { stores, mustLogIn } = setUp()
    expect((await mustLogIn()).who.name).toBe('Dashboard · 7')
    await stores.users.seen({ ...profile, firstName: '👩‍👩‍👧'.repeat(100) }, NOW_MS)
    expect([...(await mustLogIn()).who.name].length).toBeLessThanOrEqual(64)
  })

  it('is written down when it begins and ends, without its secret', async () => {
    const { deps, stores, mustLogIn, time } = setUp()
    const { token, who } = await mustLogIn()
    time.nowMs++
    await logOut(deps, who)
    const log = await stores.audit.page(Infinity, 10)
    expect(log).toMatchObject([
      { actor: 'user:7', action: 'dashboard.logout', target: `token:${who.id}` },
      { actor: 'user:7', action: 'dashboard.login', target: `token:${who.id}`, details: { address: '192.0.2.7' } },
    ])
    expect(JSON.stringify(log)).not.toContain(token)
  })
})
