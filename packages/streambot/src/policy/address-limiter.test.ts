import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AddressLimiter } from './address-limiter.js'

const rule = { limit: 2, windowMs: 1000 }

describe('the limit of an address', () => {
  it('counts exactly, and says how long until the next one', () => {
    const limiter = new AddressLimiter(() => rule)
    expect(limiter.take('192.0.2.1', 0)).toMatchObject({ ok: true, remaining: 1 })
    expect(limiter.take('192.0.2.1', 300)).toMatchObject({ ok: true, remaining: 0 })
    expect(limiter.take('192.0.2.1', 400)).toEqual({ ok: false, retryAfterMs: 600 })
    expect(limiter.take('192.0.2.1', 999).ok).toBe(false)
    expect(limiter.take('192.0.2.1', 1000).ok).toBe(true)
  })

  it('is no other address’s limit', () => {
    const limiter = new AddressLimiter(() => ({ limit: 1, windowMs: 1000 }))
    limiter.take('192.0.2.1', 0)
    expect(limiter.take('192.0.2.2', 0).ok).toBe(true)
    expect(limiter.take('2001:db8::1', 0).ok).toBe(true)
    expect(limiter.take('2001:db8:0:1::1', 0).ok).toBe(true)
  })

  it.each([
    ['IPv6 addresses of one /64', '2001:db8:0:7::1', '2001:0db8:0:7:ffff:eeee:dddd:cccc'],
    ['spellings of an IPv6 address', '2001:DB8::', '2001:db8:0:0:0:0:0:0'],
    ['IPv4 and the same mapped into IPv6', '192.0.2.1', '::ffff:192.0.2.1'],
    ['link-local addresses of different interfaces', 'fe80::1%eth0', 'fe80::1'],
  ])('is shared by %s', (_, one, other) => {
    const limiter = new AddressLimiter(() => ({ limit: 1, windowMs: 1000 }))
    limiter.take(one, 0)
    expect(limiter.take(other, 0).ok).toBe(false)
    expect(limiter.size).toBe(1)
  })

  it('does not exist without a rule', () => {
    const limiter = new AddressLimiter(() => null)
    for (let i = 0; i < 1000; i++) expect(limiter.take('192.0.2.1', 0)).toMatchObject({ ok: true })
    limiter.prune(0)
    expect(limiter.size).toBe(0)
    expect(limiter.limit).toBe(Infinity)
  })

  it('is what it is at each request, and lets go of all it counted once it is off', () => {
    let limit: number | null = 3
    const limiter = new AddressLimiter(() => (limit === null ? null : { limit, windowMs: 1000 }))
    for (let i = 0; i < 3; i++) limiter.take('192.0.2.1', i)
    limit = 5
    expect(limiter.take('192.0.2.1', 3)).toMatchObject({ ok: true, remaining: 1 })
    limit = 2
    expect(limiter.limit).toBe(2)
    // Two of the four have to leave, so that one of two places is free.
    expect(limiter.take('192.0.2.1', 4)).toEqual({ ok: false, retryAfterMs: 998 })
    limit = null
    expect(limiter.take('192.0.2.1', 5).ok).toBe(true)
    limiter.prune(5)
    expect(limiter.size).toBe(0)
    limit = 1
    expect(limiter.take('192.0.2.1', 6)).toMatchObject({ ok: true, remaining: 0 })
  })
})

describe('memory', () => {
  it('holds so many addresses, and forgets the one used longest ago', () => {
    const limiter = new AddressLimiter(() => ({ limit: 1, windowMs: 1000 }), 2)
    limiter.take('192.0.2.1', 0)
    limiter.take('192.0.2.2', 1)
    limiter.take('192.0.2.1', 2)
    limiter.take('192.0.2.3', 3)
    expect(limiter.size).toBe(2)
    expect(limiter.take('192.0.2.1', 3).ok).toBe(false)
    expect(limiter.take('192.0.2.2', 3).ok).toBe(true)
  })

  it('is given back by addresses that have been idle for a window', () => {
    const limiter = new AddressLimiter(() => rule)
    limiter.take('192.0.2.1', 0)
    limiter.take('192.0.2.2', 500)
    limiter.prune(999)
    expect(limiter.size).toBe(2)
    limiter.prune(1000)
    expect(limiter.size).toBe(1)
    limiter.prune(1500)
    expect(limiter.size).toBe(0)
  })
})

it('lets nobody through more often than the rule allows, and refuses nobody who is below it', () => {
  const steps = fc.array(fc.record({ afterMs: fc.nat(400), host: fc.nat(3), isPruning: fc.boolean() }), {
    maxLength: 100,
  })
  fc.assert(
    fc.property(steps, (moves) => {
      const limiter = new AddressLimiter(() => rule)
      const passed = new Map<number, number[]>()
      let nowMs = 0
      for (const { afterMs, host, isPruning } of moves) {
        nowMs += afterMs
        if (isPruning) limiter.prune(nowMs)
        const counted = (passed.get(host) ?? []).filter((atMs) => atMs > nowMs - rule.windowMs)
        const answer = limiter.take(`192.0.2.${host}`, nowMs)
        expect(answer.ok).toBe(counted.length < rule.limit)
        passed.set(host, answer.ok ? [...counted, nowMs] : counted)
      }
    }),
  )
})
