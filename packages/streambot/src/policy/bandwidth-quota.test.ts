import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideBandwidth, serviceLimitBytes, userLimitBytes } from './bandwidth-quota.js'

const rules = { serviceBytes: 1000, userBytes: 100 }
const ada = { isAuthorized: false, bandwidthBytesPerMonth: null }

describe('the quota of a person', () => {
  it.each([
    ['is everybody’s', ada, false, 100],
    ['is everybody’s while nothing is known of them', null, false, 100],
    ['is their own where there is one', { ...ada, bandwidthBytesPerMonth: 7 }, false, 7],
    ['is their own also when authorised', { isAuthorized: true, bandwidthBytesPerMonth: 7 }, false, 7],
    ['is none when theirs is 0', { ...ada, bandwidthBytesPerMonth: 0 }, false, null],
    ['is none when authorised', { ...ada, isAuthorized: true }, false, null],
    ['is none for admins', { ...ada, bandwidthBytesPerMonth: 7 }, true, null],
  ] as const)('%s', (_, user, isAdmin, limit) => {
    expect(userLimitBytes(rules, user, isAdmin)).toBe(limit)
  })

  it.each([0, null])('is off at %s, as is that of the service', (off) => {
    expect(userLimitBytes({ ...rules, userBytes: off }, ada, false)).toBeNull()
    expect(serviceLimitBytes({ ...rules, serviceBytes: off })).toBeNull()
  })
})

describe('a decision', () => {
  const november = { month: '2026-11', nowMs: Date.UTC(2026, 10, 30, 23, 59, 59) }

  it('names whose quota is used up, and when the month ends', () => {
    const full = { usedBytes: 10, limitBytes: 10 }
    const free = { usedBytes: 9, limitBytes: 10 }
    const until = { resetsAtMs: Date.UTC(2026, 11), retryAfterMs: 1000 }
    const decide = (service: typeof full, user: typeof full) =>
      decideBandwidth(service, user, november.month, november.nowMs)
    expect(decide(free, free)).toEqual({ ok: true })
    expect(decide(full, free)).toEqual({ ok: false, reason: 'service_quota_used_up', ...until })
    expect(decide(free, full)).toEqual({ ok: false, reason: 'user_quota_used_up', ...until })
    expect(decide(full, full)).toEqual({ ok: false, reason: 'service_quota_used_up', ...until })
  })

  it('is yes exactly while both quotas have something left', () => {
    const usage = fc.record({ usedBytes: fc.nat(20), limitBytes: fc.option(fc.integer({ min: 1, max: 20 })) })
    fc.assert(
      fc.property(usage, usage, (service, user) => {
        const isLeft = [service, user].every((it) => it.limitBytes === null || it.usedBytes < it.limitBytes)
        expect(decideBandwidth(service, user, november.month, november.nowMs).ok).toBe(isLeft)
      }),
    )
  })
})
