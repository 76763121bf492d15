import { describe, expect, it } from 'vitest'
import { PasswordAttempts } from './link-password-attempts.js'

const MINUTE_MS = 60_000
const ok = expect.objectContaining({ ok: true }) as unknown

function setUp() {
  const windowMs = MINUTE_MS
  return new PasswordAttempts({ ofVisitor: { limit: 2, windowMs }, ofLink: { limit: 3, windowMs } })
}

describe('PasswordAttempts', () => {
  it('lets one visitor try so often at one link, then says how long to wait', () => {
    const attempts = setUp()
    expect(attempts.take('a', '192.0.2.1', 0)).toEqual(ok)
    expect(attempts.take('a', '192.0.2.1', 10)).toEqual(ok)
    expect(attempts.take('a', '192.0.2.1', 20)).toEqual({ ok: false, retryAfterMs: MINUTE_MS - 20 })
    expect(attempts.take('b', '192.0.2.1', 20)).toEqual(ok)
    expect(attempts.take('a', '192.0.2.1', MINUTE_MS)).toEqual(ok)
  })

  it('takes all addresses of one IPv6 network for one visitor, and IPv4 for IPv4 however it is written', () => {
    const attempts = setUp()
    for (const address of ['2001:db8::1', '2001:db8::2:3:4:5']) expect(attempts.take('a', address, 0)).toEqual(ok)
    expect(attempts.take('a', '2001:db8::6', 0)).toMatchObject({ ok: false })
    for (const address of ['192.0.2.1', '::ffff:192.0.2.1']) expect(attempts.take('b', address, 0)).toEqual(ok)
    expect(attempts.take('b', '::ffff:c000:201', 0)).toMatchObject({ ok: false })
  })

  it('bounds the tries of all visitors together, which those of somebody who waits do not use up', () => {
    const attempts = setUp()
    for (let times = 0; times < 10; times++) attempts.take('a', '192.0.2.1', 0)
    expect(attempts.take('a', '192.0.2.2', 5)).toEqual(ok)
    expect(attempts.take('a', '192.0.2.3', 10)).toEqual({ ok: false, retryAfterMs: MINUTE_MS - 10 })
    expect(attempts.take('b', '192.0.2.3', 10)).toEqual(ok)
  })

  it('does not hold a right password against anybody', () => {
    const attempts = setUp()
    for (let times = 0; times < 10; times++) {
      expect(attempts.take('a', '192.0.2.1', times)).toEqual(ok)
      attempts.giveBack('a', '192.0.2.1', times)
    }
  })
})
