import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { monthOf, type Month } from '../core/month.js'
import { newcomer, type User } from '../core/user.js'
import { BandwidthLedger, type BandwidthLedgerDeps } from './bandwidth-ledger.js'
import { FakeBandwidthStore, type Fate } from './bandwidth-store.fixture.js'

const MIB = 1024 * 1024
const ADA = 7
const BOB = 8
const ADMIN = 1

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 15) }))
afterEach(() => void vi.useRealTimers())

let reporters = 0

function setUp(rules: Partial<BandwidthLedgerDeps['rules']> = {}, store = new FakeBandwidthStore()) {
  const usedUp: (number | null)[] = []
  const troubles: unknown[] = []
  const users = new Map<number, User>()
  const now: { rules: BandwidthLedgerDeps['rules'] } = { rules: { serviceBytes: null, userBytes: null, ...rules } }
  const ledger = new BandwidthLedger({
    clock: { now: () => Date.now() },
    randomness: { bytes: (length) => new Uint8Array(length).fill(reporters++) },
    store,
    users: { find: (userId) => Promise.resolve(users.get(userId) ?? null) },
    get rules() {
      return now.rules
    },
    adminIds: [ADMIN],
    onUsedUp: (ownerId) => usedUp.push(ownerId),
    onTrouble: (error) => troubles.push(error),
  })
  return { ledger, store, users, usedUp, troubles, now }
}

const user = (overrides: Partial<User>): User => ({
  ...newcomer(ADA, 0),
  ...overrides,
})

describe('a quota', () => {
  it('is counted from memory at once, and ends with its last byte', async () => {
    const { ledger, usedUp } = setUp({ serviceBytes: 100 })
    ledger.count(ADA, 60)
    ledger.count(BOB, 39)
    expect(await ledger.admit(ADA)).toEqual({ ok: true })
    ledger.count(BOB, 1)
    expect(await ledger.admit(ADA)).toEqual({
      ok: false,
      reason: 'service_quota_used_up',
      resetsAtMs: Date.UTC(2026, 11),
      retryAfterMs: 16 * 86_400_000,
    })
    expect(usedUp).toEqual([null])
  })

  it('is not used up by a report that is stored: its bytes count once, also in that moment', async () => {
    const { ledger, usedUp } = setUp({ serviceBytes: 1000, userBytes: 1000 })
    await ledger.admit(ADA)
    ledger.count(ADA, 620)
    await vi.advanceTimersByTimeAsync(6000)
    expect(usedUp).toEqual([])
    ledger.count(ADA, 380)
    expect(usedUp).toEqual([null, ADA])
    await vi.advanceTimersByTimeAsync(6000)
    expect(usedUp).toEqual([null, ADA])
  })

  it('of one person leaves everybody else alone', async () => {
    const { ledger, usedUp } = setUp({ userBytes: 100 })
    await ledger.admit(ADA)
    ledger.count(ADA, 100)
    ledger.count(BOB, 99)
    expect(await ledger.admit(ADA)).toMatchObject({ ok: false, reason: 'user_quota_used_up' })
    expect(await ledger.admit(BOB)).toEqual({ ok: true })
    expect(usedUp).toEqual([ADA])
  })

  it('is a person’s own number where an admin set one, and none of an admin’s', async () => {
    const { ledger, users } = setUp({ userBytes: 100 })
    users.set(BOB, user({ id: BOB, bandwidthBytesPerMonth: 1000 }))
    await Promise.all([ADMIN, BOB].map((ownerId) => ledger.admit(ownerId)))
    ledger.count(ADMIN, 5000)
    ledger.count(BOB, 500)
    expect(await ledger.admit(ADMIN)).toEqual({ ok: true })
    expect(await ledger.admit(BOB)).toEqual({ ok: true })
    ledger.count(BOB, 500)
    expect(await ledger.admit(BOB)).toMatchObject({ reason: 'user_quota_used_up' })
  })

  it('goes on where the last start left off', async () => {
    const { ledger, store } = setUp({ userBytes: 100 })
    store.give('2026-11', ADA, 100)
    expect(await ledger.admit(ADA)).toMatchObject({ reason: 'user_quota_used_up' })
  })

  it('is free again in the new month', async () => {
    const { ledger } = setUp({ userBytes: 100 })
    vi.setSystemTime(Date.UTC(2026, 10, 30, 23, 59, 59, 999))
    await ledger.admit(ADA)
    ledger.count(ADA, 100)
    expect(await ledger.admit(ADA)).toMatchObject({ ok: false, retryAfterMs: 1 })
    vi.setSystemTime(Date.UTC(2026, 11))
    expect(await ledger.admit(ADA)).toEqual({ ok: true })
  })

  it('counts again for a stream that goes on into the new month', async () => {
    const { ledger, usedUp } = setUp({ userBytes: 100 })
    vi.setSystemTime(Date.UTC(2026, 10, 30, 23, 59, 59, 999))
    await ledger.admit(ADA)
    ledger.count(ADA, 100)
    vi.setSystemTime(Date.UTC(2026, 11))
    ledger.count(ADA, 99)
    await vi.advanceTimersByTimeAsync(0)
    expect(usedUp).toEqual([ADA])
    ledger.count(ADA, 1)
    expect(usedUp).toEqual([ADA, ADA])
  })

  it('of the new month is left alone by what is stored late of the old', async () => {
    const { ledger, usedUp } = setUp({ serviceBytes: 100 })
    vi.setSystemTime(Date.UTC(2026, 10, 30, 23, 59, 59, 999))
    ledger.count(ADA, 99)
    vi.setSystemTime(Date.UTC(2026, 11))
    ledger.count(ADA, 1)
    await vi.advanceTimersByTimeAsync(5000)
    expect(await ledger.serviceUsage()).toEqual({ usedBytes: 1, limitBytes: 100 })
    ledger.count(ADA, 98)
    expect(usedUp).toEqual([])
  })

  it('of the service counts what is sent for somebody unknown, and decides alone', async () => {
    const { ledger, store, usedUp } = setUp({ serviceBytes: 100, userBytes: 10 })
    ledger.count(null, 99)
    expect(await ledger.admit(null)).toEqual({ ok: true })
    ledger.count(null, 1)
    expect(await ledger.admit(null)).toMatchObject({ reason: 'service_quota_used_up' })
    await vi.advanceTimersByTimeAsync(5000)
    expect(usedUp).toEqual([null])
    expect(await store.totals('2026-11', [])).toMatchObject({ serviceBytes: 100 })
  })

  it('that is off refuses nobody', async () => {
    const { ledger, usedUp } = setUp({ serviceBytes: 0, userBytes: 0 })
    ledger.count(ADA, Number.MAX_SAFE_INTEGER)
    expect(await ledger.admit(ADA)).toEqual({ ok: true })
    expect(usedUp).toEqual([])
  })
})

describe('a quota that changes', () => {
  it('decides the very next question, in both directions', async () => {
    const { ledger, now, usedUp } = setUp({ serviceBytes: 1000, userBytes: 100 })
    await ledger.admit(ADA)
    ledger.count(ADA, 60)
    expect(await ledger.admit(ADA)).toEqual({ ok: true })
    now.rules = { serviceBytes: 1000, userBytes: 50 }
    expect(await ledger.admit(ADA)).toMatchObject({ reason: 'user_quota_used_up' })
    now.rules = { serviceBytes: 40, userBytes: 500 }
    expect(await ledger.admit(ADA)).toMatchObject({ reason: 'service_quota_used_up' })
    now.rules = { serviceBytes: 1000, userBytes: 500 }
    expect(await ledger.admit(ADA)).toEqual({ ok: true })
    expect(await ledger.userUsage(ADA)).toEqual({ usedBytes: 60, limitBytes: 500 })
    expect(usedUp).toEqual([])
  })

  it('is told to be used up with the next byte of a stream that runs, and again when it has grown and is used up anew', async () => {
    const { ledger, now, usedUp } = setUp({ userBytes: 100 })
    await ledger.admit(ADA)
    ledger.count(ADA, 60)
    now.rules = { serviceBytes: null, userBytes: 50 }
    ledger.count(ADA, 1)
    ledger.count(ADA, 1)
    expect(usedUp).toEqual([ADA])
    now.rules = { serviceBytes: null, userBytes: 70 }
    ledger.count(ADA, 1)
    ledger.count(ADA, 7)
    expect(usedUp).toEqual([ADA, ADA])
  })

  it('is nobody’s once limits are off, also a person’s own, and counts on', async () => {
    const { ledger, users, now } = setUp({ serviceBytes: 10, userBytes: 10 })
    users.set(BOB, user({ id: BOB, bandwidthBytesPerMonth: 5 }))
    await ledger.admit(BOB)
    ledger.count(BOB, 20)
    expect(await ledger.admit(BOB)).toMatchObject({ ok: false })
    now.rules = null
    expect(await ledger.admit(BOB)).toEqual({ ok: true })
    expect(await ledger.userUsage(BOB)).toEqual({ usedBytes: 20, limitBytes: null })
    expect(await ledger.serviceUsage()).toEqual({ usedBytes: 20, limitBytes: null })
  })

  it('of one person is in force as soon as an admin has set it here', async () => {
    const { ledger } = setUp({ userBytes: 100 })
    await ledger.admit(ADA)
    ledger.count(ADA, 100)
    ledger.userChanged(user({ bandwidthBytesPerMonth: 200 }))
    expect(await ledger.admit(ADA)).toEqual({ ok: true })
    ledger.userChanged(user({ isAuthorized: true }))
    expect(await ledger.userUsage(ADA)).toEqual({ usedBytes: 100, limitBytes: null })
  })
})

describe('what other instances sent', () => {
  it('is known after the next report, and the listener told once', async () => {
    const { ledger, store, usedUp } = setUp({ serviceBytes: 1000, userBytes: 100 })
    await ledger.admit(ADA)
    store.give('2026-11', ADA, 95)
    ledger.count(ADA, 5)
    expect(usedUp).toEqual([])
    await vi.advanceTimersByTimeAsync(5000)
    expect(usedUp).toEqual([ADA])
    ledger.count(ADA, 5)
    await vi.advanceTimersByTimeAsync(5000)
    expect(usedUp).toEqual([ADA])
  })

  it('overruns a quota by no more than one small report of each instance', async () => {
    const store = new FakeBandwidthStore()
    const limitBytes = 1000 * MIB
    const ledgers = [1, 2, 3].map(() => setUp({ serviceBytes: limitBytes }, store))
    const sentBytes = { total: 0 }
    const bytesPerTick = 4 * MIB
    for (let tick = 0; tick < 1000; tick++) {
      for (const { ledger, usedUp } of ledgers) {
        if (usedUp.length > 0) continue
        ledger.count(ADA, bytesPerTick)
        sentBytes.total += bytesPerTick
      }
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(ledgers.map(({ usedUp }) => usedUp)).toEqual([[null], [null], [null]])
    expect(sentBytes.total).toBeGreaterThanOrEqual(limitBytes)
    expect(sentBytes.total).toBeLessThanOrEqual(limitBytes + ledgers.length * (16 * MIB + 2 * bytesPerTick))
  })
})

describe('the store', () => {
  it('is asked once for each owner and five seconds, however many ask', async () => {
    const { ledger, store } = setUp({ userBytes: 100 })
    await Promise.all(Array.from({ length: 20 }, () => ledger.admit(ADA)))
    await ledger.admit(ADA)
    expect(store.reads).toBe(1)
    await ledger.admit(BOB)
    expect(store.reads).toBe(2)
    vi.setSystemTime(Date.now() + 5000)
    await ledger.admit(ADA)
    expect(store.reads).toBe(3)
  })

  it('may be away: limits go on from memory, and it is not asked for every visitor', async () => {
    const { ledger, store, troubles } = setUp({ userBytes: 100 })
    store.isAway = true
    ledger.count(ADA, 99)
    expect(await ledger.admit(ADA)).toEqual({ ok: true })
    ledger.count(ADA, 1)
    expect(await ledger.admit(ADA)).toMatchObject({ reason: 'user_quota_used_up' })
    expect(store.reads).toBe(1)
    expect(troubles).toEqual([])
  })

  it('does not hide that something else is wrong', async () => {
    const store = new FakeBandwidthStore()
    store.totals = () => Promise.reject(new Error('a bug'))
    const { ledger } = setUp({}, store)
    await expect(ledger.admit(ADA)).rejects.toThrow('a bug')
  })

  it('is told sooner when what is not stored is much of what is left', async () => {
    const { ledger, store } = setUp({ serviceBytes: 400 * MIB })
    const reportsAfter = async (bytes: number) => {
      ledger.count(ADA, bytes)
      await vi.advanceTimersByTimeAsync(0)
      return store.added.length
    }
    expect(await reportsAfter(49 * MIB)).toBe(0)
    expect(await reportsAfter(MIB)).toBe(1)
    expect(await reportsAfter(43 * MIB)).toBe(1)
    expect(await reportsAfter(MIB)).toBe(2)
  })
})

describe('usage', () => {
  it('is what is stored and what is not yet', async () => {
    const { ledger, store, users } = setUp({ serviceBytes: 1000 })
    users.set(ADA, user({ bandwidthBytesPerMonth: 50 }))
    store.give('2026-11', ADA, 30)
    store.give('2026-11', BOB, 200)
    ledger.count(ADA, 3)
    expect(await ledger.userUsage(ADA)).toEqual({ usedBytes: 33, limitBytes: 50 })
    expect(await ledger.serviceUsage()).toEqual({ usedBytes: 233, limitBytes: 1000 })
  })
})

describe('every byte', () => {
  type Move =
    | { readonly kind: 'count'; readonly ledger: number; readonly ownerId: number | null; readonly bytes: number }
    | { readonly kind: 'pass'; readonly ms: number }
    | { readonly kind: 'admit'; readonly ledger: number; readonly ownerId: number | null }
    | { readonly kind: 'fail'; readonly fates: Fate[] }

  const moves: fc.Arbitrary<Move[]> = fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant('count' as const),
          ledger: fc.nat(2),
          ownerId: fc.option(fc.integer({ min: 1, max: 4 })),
          bytes: fc.nat(40 * MIB),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('pass' as const),
          ms: fc.oneof(fc.nat(8000), fc.constant(9 * 86_400_000)),
        }),
      },
      fc.record({
        kind: fc.constant('admit' as const),
        ledger: fc.nat(2),
        ownerId: fc.option(fc.integer({ min: 1, max: 4 })),
      }),
      fc.record({
        kind: fc.constant('fail' as const),
        fates: fc.array(fc.constantFrom<Fate>('fine', 'lost', 'unheard'), { maxLength: 6 }),
      }),
    ),
    { maxLength: 60 },
  )

  it('is counted once and in its month, whatever answers are lost, by however many instances', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const store = new FakeBandwidthStore()
        const ledgers = [0, 1, 2].map(() => setUp({ serviceBytes: 500 * MIB, userBytes: 200 * MIB }, store).ledger)
        const expected = new Map<Month, Map<number, number>>()
        for (const step of steps) {
          if (step.kind === 'count') {
            ledgers[step.ledger]!.count(step.ownerId, step.bytes)
            const owners = expected.get(monthOf(Date.now())) ?? new Map<number, number>()
            if (step.bytes === 0) continue
            const ownerId = step.ownerId ?? 0
            expected.set(monthOf(Date.now()), owners.set(ownerId, (owners.get(ownerId) ?? 0) + step.bytes))
          } else if (step.kind === 'pass') {
            await vi.advanceTimersByTimeAsync(step.ms)
          } else if (step.kind === 'admit') {
            await ledgers[step.ledger]!.admit(step.ownerId)
          } else {
            store.fates = step.fates
          }
        }
        const disposing = Promise.all(ledgers.map((ledger) => ledger[Symbol.asyncDispose]()))
        await vi.advanceTimersByTimeAsync(10_000)
        await disposing
        expect(store.months).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('is named when it is lost after all', async () => {
    const { ledger, store, troubles } = setUp()
    store.isAway = true
    ledger.count(ADA, 1)
    const disposing = ledger[Symbol.asyncDispose]()
    await vi.advanceTimersByTimeAsync(20_000)
    await disposing
    expect(troubles.at(-1)).toBeInstanceOf(StreamBotError)
  })
})
