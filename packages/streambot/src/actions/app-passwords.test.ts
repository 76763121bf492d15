import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import {
  createAppPassword,
  listAppPasswords,
  revokeAppPassword,
  verifyAppPassword,
  type AppPasswordWish,
} from './app-passwords.js'

const NOW_MS = 1_000_000
const ADA = 7
const wish: AppPasswordWish = { name: ' Kodi ', expiresAtMs: NOW_MS + 1000 }

function setUp() {
  const { appPasswords } = openMemoryStores()
  const time = { nowMs: NOW_MS }
  const asked: string[] = []
  const troubles: unknown[] = []
  let drawn = 0
  const deps = {
    clock: { now: () => time.nowMs },
    randomness: { bytes: (length: number) => new Uint8Array(length).fill(++drawn) },
    passwords: appPasswords,
    onTrouble: (error: unknown) => troubles.push(error),
  }
  const watched = {
    ...deps,
    passwords: {
      findByHash: (hash: string) => {
        asked.push('find')
        return appPasswords.findByHash(hash)
      },
      used: (id: string, atMs: number) => {
        asked.push('used')
        return appPasswords.used(id, atMs)
      },
    },
  }
  return { deps, watched, time, asked, troubles }
}

async function create(deps: ReturnType<typeof setUp>['deps'], changes: Partial<AppPasswordWish> = {}, userId = ADA) {
  const result = await createAppPassword(deps, userId, { ...wish, ...changes })
  if (!result.ok) throw new Error(result.refusal.reason)
  return result
}

describe('an app password', () => {
  it('is shown once in letters that can be typed, and kept as a hash', async () => {
    const { deps } = setUp()
    const { secret, info } = await create(deps)
    expect(secret).toMatch(/^([a-km-np-z2-9]{6}-){3}[a-km-np-z2-9]{6}$/)
    expect(info).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      userId: ADA,
      name: 'Kodi',
      createdAtMs: NOW_MS,
      expiresAtMs: NOW_MS + 1000,
      lastUsedAtMs: null,
    })
    const [record] = await deps.passwords.ofUser(ADA)
    expect(record?.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify([record])).not.toContain(secret.slice(0, 6))
  })

  it('uses all letters equally often', async () => {
    const seen = new Map<string, number>()
    for (let start = 0; start < 256; start += 24) {
      const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => Math.min(255, start + at))
      const { secret } = await create({ ...setUp().deps, randomness: { bytes } })
      const letters = [...secret.replaceAll('-', '')].slice(0, Math.min(24, 256 - start))
      for (const letter of letters) seen.set(letter, (seen.get(letter) ?? 0) + 1)
    }
    expect([...seen.values()]).toEqual(Array.from({ length: 32 }, () => 8))
  })

  it.each<[Partial<AppPasswordWish>, object]>([
    [{ name: '  ' }, { reason: 'bad_name', maxLength: 64 }],
    [{ name: 'x'.repeat(65) }, { reason: 'bad_name', maxLength: 64 }],
    [{ expiresAtMs: NOW_MS }, { reason: 'expires_in_the_past' }],
    [{ expiresAtMs: NaN }, { reason: 'expires_in_the_past' }],
  ])('is not made with %o', async (changes, refusal) => {
    const { deps } = setUp()
    expect(await createAppPassword(deps, ADA, { ...wish, ...changes })).toEqual({ ok: false, refusal })
    expect(await deps.passwords.ofUser(ADA)).toEqual([])
  })

  it('is one of ten at most, of each person', async () => {
    const { deps } = setUp()
    for (let n = 0; n < 10; n++) await create(deps)
    const refusal = { reason: 'too_many_passwords', max: 10 }
    expect(await createAppPassword(deps, ADA, wish)).toEqual({ ok: false, refusal })
    await create(deps, {}, 8)
    const [newest] = await listAppPasswords(deps, ADA)
    expect(await revokeAppPassword(deps, ADA, newest!.id)).toBe(true)
    await create(deps)
    expect(await listAppPasswords(deps, ADA)).toHaveLength(10)
  })

  it('lets its owner in, however it is typed, and nobody else', async () => {
    const { deps } = setUp()
    const { secret, info } = await create(deps)
    for (const typed of [
      secret,
      secret.toUpperCase(),
      ` ${secret.replaceAll('-', ' ')} `,
      secret.replaceAll('-', ''),
    ]) {
      expect(await verifyAppPassword(deps, ADA, typed)).toMatchObject({ id: info.id, userId: ADA })
    }
    expect(await verifyAppPassword(deps, 8, secret)).toBeNull()
  })

  it('opens nothing once it is over or revoked, from that moment on', async () => {
    const { deps, time } = setUp()
    const { secret, info } = await create(deps)
    time.nowMs += 999
    expect(await verifyAppPassword(deps, ADA, secret)).not.toBeNull()
    time.nowMs++
    expect(await verifyAppPassword(deps, ADA, secret)).toBeNull()
    const lasting = await create(deps, { expiresAtMs: null })
    time.nowMs += 1e12
    expect(await verifyAppPassword(deps, ADA, lasting.secret)).not.toBeNull()
    expect(await revokeAppPassword(deps, 8, lasting.info.id)).toBe(false)
    expect(await revokeAppPassword(deps, ADA, lasting.info.id)).toBe(true)
    expect(await verifyAppPassword(deps, ADA, lasting.secret)).toBeNull()
    expect((await listAppPasswords(deps, ADA)).map(({ id }) => id)).toEqual([info.id])
  })

  it('costs no lookup when it looks like none', async () => {
    const { watched, asked } = setUp()
    for (const wrong of [
      '',
      'x',
      'a'.repeat(23),
      'a'.repeat(25),
      'l'.repeat(24),
      `sb_${'a'.repeat(43)}`,
      'ä'.repeat(24),
    ]) {
      expect(await verifyAppPassword(watched, ADA, wrong)).toBeNull()
    }
    expect(asked).toEqual([])
    expect(await verifyAppPassword(watched, ADA, 'a'.repeat(24))).toBeNull()
    expect(asked).toEqual(['find'])
  })

  it('has its use written down once a minute, and goes on where that fails', async () => {
    const { deps, watched, asked, time, troubles } = setUp()
    const { secret } = await create(deps, { expiresAtMs: null })
    for (const step of [0, 59_999, 1]) {
      time.nowMs += step
      await verifyAppPassword(watched, ADA, secret)
    }
    expect(asked.filter((it) => it === 'used')).toHaveLength(2)
    expect((await listAppPasswords(deps, ADA))[0]?.lastUsedAtMs).toBe(NOW_MS + 60_000)
    time.nowMs += 60_000
    const away = new StreamBotError('store_unavailable', 'away')
    const passwords = { ...watched.passwords, used: () => Promise.reject(away) }
    expect(await verifyAppPassword({ ...watched, passwords }, ADA, secret)).not.toBeNull()
    expect(troubles).toEqual([away])
  })
})
