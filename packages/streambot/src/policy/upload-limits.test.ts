import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SlidingWindow } from '../core/sliding-window.js'
import { linksWindow, toUploadRefusal, uploadWindows, type UploadRules } from './upload-limits.js'

const rules: UploadRules = {
  linksPerDay: 5,
  authorizedLinksPerDay: 50,
  uploadsPerMinute: 3,
  serviceUploadsPerMinute: 100,
}
const ada = { id: 7, isAuthorized: false, linksPerDay: null }
const DAY_MS = 86_400_000

const limitsOf = (...input: Parameters<typeof uploadWindows>) =>
  Object.fromEntries(uploadWindows(...input).map(({ key, rule }) => [key, rule.limit]))

describe('an upload', () => {
  it('counts for the day, for the minute, and for everybody’s minute', () => {
    expect(uploadWindows(rules, ada, false)).toEqual([
      { key: 'links:7', rule: { limit: 5, windowMs: DAY_MS } },
      { key: 'uploads:7', rule: { limit: 3, windowMs: 60_000 } },
      { key: 'uploads', rule: { limit: 100, windowMs: 60_000 } },
    ])
  })

  it('of an admin counts nowhere', () => {
    expect(uploadWindows(rules, { ...ada, linksPerDay: 1 }, true)).toEqual([])
  })

  it('of somebody authorised counts in the day of the authorised, and in everybody’s minute', () => {
    expect(limitsOf(rules, { ...ada, isAuthorized: true }, false)).toEqual({ 'links:7': 50, uploads: 100 })
    const generous = { ...rules, authorizedLinksPerDay: null }
    expect(limitsOf(generous, { ...ada, isAuthorized: true }, false)).toEqual({ uploads: 100 })
  })

  it.each([true, false])(
    'counts by the person’s own number where there is one, authorised or not: %s',
    (isAuthorized) => {
      expect(limitsOf(rules, { ...ada, isAuthorized, linksPerDay: 9 }, false)).toMatchObject({ 'links:7': 9 })
      expect(limitsOf(rules, { ...ada, isAuthorized, linksPerDay: 0 }, false)).not.toHaveProperty('links:7')
    },
  )

  it('counts nowhere while limits are switched off, whatever number a person has', () => {
    expect(uploadWindows(null, { ...ada, linksPerDay: 9 }, false)).toEqual([])
  })

  it('counts as a link in one window, or in none', () => {
    expect(linksWindow(rules, ada, false)).toEqual({ key: 'links:7', rule: { limit: 5, windowMs: DAY_MS } })
    expect(linksWindow(rules, { ...ada, linksPerDay: 0 }, false)).toBeNull()
    expect(linksWindow(rules, ada, true)).toBeNull()
    expect(linksWindow(null, ada, false)).toBeNull()
  })

  it.each([0, null])('counts nowhere when every limit is %s', (off) => {
    const none = { linksPerDay: off, authorizedLinksPerDay: off, uploadsPerMinute: off, serviceUploadsPerMinute: off }
    expect(uploadWindows(none, ada, false)).toEqual([])
    expect(uploadWindows(none, { ...ada, isAuthorized: true }, false)).toEqual([])
  })
})

describe('a refusal', () => {
  it.each([
    ['links:7', 'too_many_links'],
    ['uploads:7', 'too_many_uploads'],
    ['uploads', 'service_busy'],
  ])('by %s is %s', (key, reason) => {
    expect(toUploadRefusal({ key, retryAfterMs: 1500 })).toEqual({ reason, retryAfterMs: 2000 })
  })

  it('by any window of an upload has a reason of its own', () => {
    const reasons = uploadWindows(rules, ada, false).map(({ key }) => toUploadRefusal({ key, retryAfterMs: 1 }).reason)
    expect(reasons).toEqual(['too_many_links', 'too_many_uploads', 'service_busy'])
  })

  it('names a time after which the window has room, and not a second more than that', () => {
    const moments = fc.array(fc.nat(90_000_000), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 5 }), (unsorted, limit) => {
        const rule = { limit, windowMs: DAY_MS }
        const sorted = unsorted.sort((a, b) => a - b)
        const nowMs = sorted.at(-1) ?? 0
        const answer = new SlidingWindow(sorted).peek(rule, nowMs)
        if (answer.ok) return
        const { retryAfterMs } = toUploadRefusal({ key: 'links:7', retryAfterMs: answer.retryAfterMs })
        expect(retryAfterMs % 1000).toBe(0)
        expect(new SlidingWindow(sorted).peek(rule, nowMs + retryAfterMs).ok).toBe(true)
        expect(new SlidingWindow(sorted).peek(rule, nowMs + retryAfterMs - 1000).ok).toBe(false)
      }),
    )
  })
})
