import { describe, expect, it } from 'vitest'
import { API_SCOPES } from '../core/api-token.js'
import { StreamBotError } from '../core/errors.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { createApiToken, listApiTokens, revokeApiToken, verifyApiToken, type ApiTokenWish } from './api-tokens.js'

const NOW_MS = 1_000_000
const ADMIN = 'user:7'
const wish: ApiTokenWish = { name: ' backup ', scopes: ['links', 'stats'], expiresAtMs: NOW_MS + 1000 }

function setUp() {
  const stores = openMemoryStores()
  const time = { nowMs: NOW_MS }
  const troubles: unknown[] = []
  let drawn = 0
  const asked: string[] = []
  const deps = {
    clock: { now: () => time.nowMs },
    randomness: { bytes: (length: number) => new Uint8Array(length).fill(++drawn) },
    tokens: {
      add: stores.tokens.add.bind(stores.tokens),
      all: stores.tokens.all.bind(stores.tokens),
      remove: stores.tokens.remove.bind(stores.tokens),
      findByHash: (hash: string) => {
        asked.push('find')
        return stores.tokens.findByHash(hash)
      },
      used: (tokenId: string, atMs: number) => {
        asked.push('used')
        return stores.tokens.used(tokenId, atMs)
      },
    },
    audit: stores.audit,
    onAuditTrouble: (error: unknown) => troubles.push(error),
    onTrouble: (error: unknown) => troubles.push(error),
    isAdmin: (userId: number) => userId === 7,
  }
  return { stores, deps, time, troubles, asked }
}

async function create(deps: ReturnType<typeof setUp>['deps'], overrides: Partial<ApiTokenWish> = {}) {
  const result = await createApiToken(deps, ADMIN, { ...wish, ...overrides })
  if (!result.ok) throw new Error(result.refusal.reason)
  return result
}

describe('a token for a program', () => {
  it('is shown once, kept as a hash, and written down without itself', async () => {
    const { deps, stores } = setUp()
    const { token, info } = await create(deps)
    expect(token).toMatch(/^sb_[A-Za-z0-9_-]{43}$/)
    expect(info).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      name: 'backup',
      scopes: ['stats', 'links'],
      createdBy: 7,
      createdAtMs: NOW_MS,
      expiresAtMs: NOW_MS + 1000,
      lastUsedAtMs: null,
    })
    expect(await listApiTokens(deps)).toEqual([info])
    const log = await stores.audit.page(Infinity, 10)
    expect(log).toMatchObject([
      { actor: ADMIN, action: 'token.create', target: `token:${info.id}`, details: { name: 'backup' } },
    ])
    const [kept] = await stores.tokens.all()
    for (const secret of [token, kept?.hash ?? 'none']) expect(JSON.stringify([log, info])).not.toContain(secret)
    expect(JSON.stringify(kept)).not.toContain(token)
  })

  it('opens the door until it is over, to the millisecond', async () => {
    const { deps, time } = setUp()
    const { token, info } = await create(deps)
    time.nowMs = NOW_MS + 999
    expect(await verifyApiToken(deps, token)).toMatchObject({ id: info.id, scopes: ['stats', 'links'] })
    time.nowMs = NOW_MS + 1000
    expect(await verifyApiToken(deps, token)).toBeNull()
  })

  it('is used, which is written down once a minute', async () => {
    const { deps, time, asked } = setUp()
    const { token } = await create(deps, { expiresAtMs: null })
    for (const afterMs of [0, 1, 59_999, 60_000]) {
      time.nowMs = NOW_MS + afterMs
      await verifyApiToken(deps, token)
    }
    expect(asked.filter((verb) => verb === 'used')).toHaveLength(2)
    expect(await listApiTokens(deps)).toMatchObject([{ lastUsedAtMs: NOW_MS + 60_000 }])
  })

  it('opens the door also where its use cannot be written down', async () => {
    const { deps, troubles } = setUp()
    const { token, info } = await create(deps)
    const used = () => Promise.reject(new Error('disk full'))
    expect(await verifyApiToken({ ...deps, tokens: { ...deps.tokens, used } }, token)).toMatchObject({ id: info.id })
    expect(troubles).toHaveLength(1)
  })

  it('opens nothing once it is revoked, and is revoked once', async () => {
    const { deps, stores } = setUp()
    const { token, info } = await create(deps)
    expect(await revokeApiToken(deps, ADMIN, info.id)).toBe(true)
    expect(await revokeApiToken(deps, ADMIN, info.id)).toBe(false)
    expect(await verifyApiToken(deps, token)).toBeNull()
    const log = await stores.audit.page(Infinity, 10)
    expect(log.filter(({ action }) => action === 'token.revoke')).toMatchObject([{ target: `token:${info.id}` }])
  })

  it('of a wrong form costs no lookup, and one that was made up opens nothing', async () => {
    const { deps, asked } = setUp()
    const { token } = await create(deps)
    for (const wrong of ['', 'sb_', token.slice(1), `${token}x`, token.toUpperCase(), `sb_${'é'.repeat(43)}`]) {
      expect(await verifyApiToken(deps, wrong)).toBeNull()
    }
    expect(asked).toEqual([])
    expect(await verifyApiToken(deps, `sb_${'A'.repeat(43)}`)).toBeNull()
    expect(asked).toEqual(['find'])
  })

  it('lets nobody in while the database is away', async () => {
    const { deps } = setUp()
    const { token } = await create(deps)
    const findByHash = () => Promise.reject(new StreamBotError('store_unavailable', 'away'))
    await expect(verifyApiToken({ ...deps, tokens: { ...deps.tokens, findByHash } }, token)).rejects.toMatchObject({
      code: 'store_unavailable',
    })
  })

  it.each([
    [{ name: '  ' }, { reason: 'bad_name', maxLength: 64 }],
    [{ name: 'x'.repeat(65) }, { reason: 'bad_name', maxLength: 64 }],
    [{ scopes: [] }, { reason: 'no_scope', scopes: API_SCOPES }],
    [{ scopes: ['links', 'root'] }, { reason: 'unknown_scope', scope: 'root', scopes: API_SCOPES }],
    [{ expiresAtMs: NOW_MS }, { reason: 'expires_in_the_past' }],
    [{ expiresAtMs: NaN }, { reason: 'expires_in_the_past' }],
  ])('is not made with %o', async (overrides, refusal) => {
    const { deps, stores } = setUp()
    expect(await createApiToken(deps, ADMIN, { ...wish, ...overrides })).toEqual({ ok: false, refusal })
    expect(await stores.tokens.all()).toEqual([])
    expect(await stores.audit.page(Infinity, 1)).toEqual([])
  })

  it('is not made where there are a hundred', async () => {
    const { deps } = setUp()
    for (let i = 0; i < 100; i++) await create(deps)
    expect(await createApiToken(deps, ADMIN, wish)).toEqual({
      ok: false,
      refusal: { reason: 'too_many_tokens', max: 100 },
    })
  })
})
