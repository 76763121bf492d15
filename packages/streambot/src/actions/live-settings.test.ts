import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../config/config.js'
import { configuredSettings } from '../context/configured-settings.js'
import { StreamBotError } from '../core/errors.js'
import type { Setting } from '../core/setting.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { LiveSettings } from './live-settings.js'
import { LOG_CHANNEL_SETTING } from './require-log-channel.js'

const ADMIN_ID = 1
const ADMIN = `user:${ADMIN_ID}`

beforeEach(() => void vi.useFakeTimers({ now: 5000 }))
afterEach(() => void vi.useRealTimers())

const stored = (name: string, value: unknown): Setting => ({ name, value, changedBy: 7, changedAtMs: 1 })

/** One database; each `start` is an instance on it. */
function setUp() {
  const stores = openMemoryStores()
  const database = { failure: null as Error | null, reads: 0, answer: null as Promise<void> | null }
  const ignored: string[] = []
  const troubles: unknown[] = []
  const orFail = <T>(act: () => Promise<T>) => (database.failure ? Promise.reject(database.failure) : act())
  const start = async (env: Record<string, string> = {}) => {
    const needed = { API_ID: '1', API_HASH: '0'.repeat(32), BOT_TOKEN: '1:a', LOG_CHANNEL: '-1001234567890' }
    const loaded = loadConfig({ ...needed, ...env })
    if (!loaded.ok) throw new Error('bad')
    return LiveSettings.open({
      clock: { now: () => Date.now() },
      randomness: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
      audit: stores.audit,
      onAuditTrouble: (error) => troubles.push(error),
      settings: {
        all: () =>
          orFail(async () => {
            database.reads++
            const all = await stores.settings.all()
            await database.answer
            return all
          }),
        put: (setting) => orFail(() => stores.settings.put(setting)),
        remove: (name) => orFail(() => stores.settings.remove(name)),
      },
      configured: configuredSettings(loaded.config),
      adminIds: [ADMIN_ID],
      onIgnored: (name, why) => ignored.push(`${name}: ${why}`),
      onTrouble: (error) => troubles.push(error),
    })
  }
  return { stores, database, ignored, troubles, start }
}

const viewOf = (settings: LiveSettings, name: string) => settings.list().find((it) => it.name === name)

describe('a setting', () => {
  it('is as configured until it is changed', async () => {
    const { start } = setUp()
    const settings = await start({ MAX_LINKS_PER_DAY: '9', ALLOWED_TYPES: 'video/*', FORCE_SUB_CHANNEL: '@news' })
    expect(settings.current).toMatchObject({
      accessRules: { mode: 'public', adminIds: [ADMIN_ID], allowedUserIds: [] },
      subscriptionRules: { channels: ['@news'], whenUnknown: 'refuse' },
      uploadRules: { linksPerDay: 9, authorizedLinksPerDay: null, uploadsPerMinute: 20 },
      fileRules: { maxSizeBytes: null, types: { allowed: ['video/*'], denied: [] } },
      linkRules: { expirySeconds: 86_400 },
      batchRules: { maxFiles: 100 },
      bandwidthRules: { serviceBytes: 100e9, userBytes: null },
      whenUsedUp: 'finish',
      requestRule: { limit: 1200, windowMs: 60_000 },
      wrongLinkRule: { limit: 60, windowMs: 3_600_000 },
      hasChannelPostButtons: false,
    })
    expect(viewOf(settings, 'MAX_LINKS_PER_DAY')).toEqual({
      name: 'MAX_LINKS_PER_DAY',
      takes: { kind: 'count', min: 0, max: 100_000 },
      value: '9',
      defaultValue: '9',
      changed: null,
    })
  })

  it('is in force as soon as it is changed, and written down with who, when, and what it was', async () => {
    const { start, stores } = setUp()
    const settings = await start()
    expect(await settings.set(ADMIN, 'max_links_per_day', ' 12 ')).toMatchObject({
      ok: true,
      setting: { value: '12', defaultValue: '5', changed: { userId: ADMIN_ID, atMs: 5000 } },
    })
    expect(settings.current.uploadRules?.linksPerDay).toBe(12)
    await settings.set('token:0123456789abcdef', 'LINK_EXPIRY_SECONDS', '7d')
    expect(settings.current.linkRules.expirySeconds).toBe(604_800)
    expect(viewOf(settings, 'LINK_EXPIRY_SECONDS')).toMatchObject({ value: '7d', changed: { userId: null } })
    expect((await stores.audit.page(Infinity, 10)).map(({ id: _, ...entry }) => entry)).toEqual(
      expect.arrayContaining([
        {
          actor: ADMIN,
          action: 'settings.set',
          target: 'MAX_LINKS_PER_DAY',
          details: { from: '5', to: '12' },
          atMs: 5000,
        },
        {
          actor: 'token:0123456789abcdef',
          action: 'settings.set',
          target: 'LINK_EXPIRY_SECONDS',
          details: { from: '1d', to: '7d' },
          atMs: 5000,
        },
      ]),
    )
  })

  it('is as configured again when it is reset, which is written down once', async () => {
    const { start, stores } = setUp()
    const settings = await start({ ACCESS_MODE: 'owner-only' })
    await settings.set(ADMIN, 'ACCESS_MODE', 'public')
    for (let times = 0; times < 2; times++) {
      expect(await settings.reset(ADMIN, 'access_mode')).toMatchObject({
        ok: true,
        setting: { value: 'owner-only', changed: null },
      })
    }
    expect(settings.current.accessRules.mode).toBe('owner-only')
    const log = await stores.audit.page(Infinity, 10)
    expect(log.filter(({ action }) => action === 'settings.reset')).toMatchObject([
      { target: 'ACCESS_MODE', details: { from: 'public', to: 'owner-only' } },
    ])
  })

  it('that does not exist, or is none of admins’, changes nothing', async () => {
    const { start, stores } = setUp()
    const settings = await start()
    for (const name of ['links', 'BOT_TOKEN', LOG_CHANNEL_SETTING, 'toString']) {
      expect(await settings.set(ADMIN, name, '1')).toEqual({ ok: false, reason: 'unknown_setting', name })
      expect(await settings.reset(ADMIN, name)).toEqual({ ok: false, reason: 'unknown_setting', name })
    }
    expect(await stores.settings.all()).toEqual([])
    expect(await stores.audit.page(Infinity, 10)).toEqual([])
  })

  it('says what it takes when it is given something else, and stays as it is', async () => {
    const { start, stores } = setUp()
    const settings = await start()
    expect(await settings.set(ADMIN, 'MAX_BATCH_FILES', 'lots')).toEqual({
      ok: false,
      reason: 'not_taken',
      name: 'MAX_BATCH_FILES',
      entry: 'lots',
      takes: { kind: 'count', min: 1, max: 200 },
      explanation: 'MAX_BATCH_FILES must be a whole number from 1 to 200; "lots" is not understood.',
    })
    expect(await settings.set(ADMIN, 'ALLOWED_USERS', '1 '.repeat(10_000))).toMatchObject({ reason: 'not_taken' })
    expect(settings.current.batchRules.maxFiles).toBe(100)
    expect(await stores.settings.all()).toEqual([])
  })

  it.each([
    ['RATE_LIMITING', { uploadRules: null, requestRule: null, wrongLinkRule: null }],
    ['BANDWIDTH_LIMITS', { bandwidthRules: null }],
    ['FORCE_SUBSCRIPTION', { subscriptionRules: null }],
  ])('%s switches all that belongs to it off, and on again as it was', async (name, off) => {
    const { start } = setUp()
    const settings = await start({ FORCE_SUB_CHANNEL: '@news' })
    const before = settings.current
    await settings.set(ADMIN, name, 'off')
    expect(settings.current).toEqual({ ...before, ...off })
    await settings.set(ADMIN, name, 'on')
    expect(settings.current).toEqual(before)
  })

  it('may name channels where none was configured', async () => {
    const { start } = setUp()
    const settings = await start({ FORCE_SUB_WHEN_UNKNOWN: 'allow' })
    expect(settings.current.subscriptionRules).toBeNull()
    await settings.set(ADMIN, 'FORCE_SUB_CHANNEL', 'https://t.me/news -1001234567890')
    expect(settings.current.subscriptionRules).toEqual({ channels: ['@news', -1001234567890], whenUnknown: 'allow' })
  })
})

describe('another instance', () => {
  it('has a change in force within three seconds, and its taking back', async () => {
    const { start } = setUp()
    const [one, other] = [await start(), await start()]
    await one.set(ADMIN, 'UPLOADS_PER_MINUTE', '3')
    await vi.advanceTimersByTimeAsync(3000)
    expect(other.current.uploadRules?.uploadsPerMinute).toBe(3)
    expect(viewOf(other, 'UPLOADS_PER_MINUTE')?.changed).toEqual({ userId: ADMIN_ID, atMs: 5000 })
    await other.reset(ADMIN, 'UPLOADS_PER_MINUTE')
    await vi.advanceTimersByTimeAsync(3000)
    expect(one.current.uploadRules?.uploadsPerMinute).toBe(20)
  })

  it('that starts later has it from the first moment', async () => {
    const { start } = setUp()
    await (await start()).set(ADMIN, 'MAX_BATCH_FILES', '7')
    expect((await start()).current.batchRules.maxFiles).toBe(7)
  })
})

describe('the store', () => {
  it('that is away leaves what was known last in force, and is followed again when it is back', async () => {
    const { start, database, stores, troubles } = setUp()
    const settings = await start()
    await settings.set(ADMIN, 'MAX_BATCH_FILES', '7')
    database.failure = new StreamBotError('store_unavailable', 'away')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(settings.current.batchRules.maxFiles).toBe(7)
    await expect(settings.set(ADMIN, 'MAX_BATCH_FILES', '8')).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(settings.reset(ADMIN, 'MAX_BATCH_FILES')).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(settings.current.batchRules.maxFiles).toBe(7)
    await stores.settings.put(stored('MAX_BATCH_FILES', '9'))
    database.failure = null
    await vi.advanceTimersByTimeAsync(3000)
    expect(settings.current.batchRules.maxFiles).toBe(9)
    expect(troubles).toEqual([])
  })

  it('that is away at the start leaves what is configured in force', async () => {
    const { start, database } = setUp()
    database.failure = new StreamBotError('store_unavailable', 'away')
    expect((await start({ MAX_BATCH_FILES: '5' })).current.batchRules.maxFiles).toBe(5)
  })

  it('that fails otherwise is told of once for each time', async () => {
    const { start, database, troubles } = setUp()
    await start()
    database.failure = new Error('corrupt')
    await vi.advanceTimersByTimeAsync(60_000)
    database.failure = null
    await vi.advanceTimersByTimeAsync(2000)
    database.failure = new Error('corrupt again')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(troubles.map(String)).toEqual(['Error: corrupt', 'Error: corrupt again'])
  })

  it('is asked one question at a time, however slow it is', async () => {
    const { start, database } = setUp()
    await start()
    database.answer = new Promise(() => {})
    await vi.advanceTimersByTimeAsync(60_000)
    expect(database.reads).toBe(2)
  })

  it('cannot take a change back with an answer that is older', async () => {
    const { start, database } = setUp()
    const settings = await start()
    let answer = () => {}
    database.answer = new Promise((resolve) => (answer = resolve))
    const refreshing = settings.refresh()
    await vi.advanceTimersByTimeAsync(0)
    await settings.set(ADMIN, 'MAX_BATCH_FILES', '7')
    database.answer = null
    answer()
    await refreshing
    expect(settings.current.batchRules.maxFiles).toBe(7)
  })

  it('holds what is not understood: passed over, told once, and a good value beside it counts', async () => {
    const { start, stores, ignored } = setUp()
    await stores.settings.put(stored('MAX_LINKS_PER_DAY', 'plenty'))
    await stores.settings.put(stored('UPLOADS_PER_MINUTE', { limit: 3 }))
    await stores.settings.put(stored('OF_ANOTHER_VERSION', 'x'))
    await stores.settings.put(stored(LOG_CHANNEL_SETTING, -1001))
    await stores.settings.put(stored('MAX_BATCH_FILES', '7'))
    const settings = await start()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(settings.current).toMatchObject({ batchRules: { maxFiles: 7 }, uploadRules: { linksPerDay: 5 } })
    expect(viewOf(settings, 'MAX_LINKS_PER_DAY')?.changed).toBeNull()
    expect(ignored.sort()).toEqual([
      'MAX_LINKS_PER_DAY: it must be a whole number from 0 to 100000; 0 means no limit',
      'OF_ANOTHER_VERSION: there is no such setting',
      'UPLOADS_PER_MINUTE: it must be a whole number from 0 to 100000; 0 means no limit',
    ])
  })
})

it('asks nobody any more once it is disposed', async () => {
  const { start, database } = setUp()
  const settings = await start()
  settings[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(database.reads).toBe(1)
})
