import { randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from './link-password.js'
import { PasswordAttempts } from './link-password-attempts.js'
import { PasswordChecker } from './link-password-checker.js'

const randomness = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }
const signal = new AbortController().signal
setMaxListeners(100, signal)
const MINUTE_MS = 60_000

let passwordHash = ''
beforeAll(async () => {
  passwordHash = await hashPassword('right', randomness)
})

function setUp() {
  const time = { nowMs: 0 }
  const taken: string[] = []
  const attempts = new PasswordAttempts({
    ofVisitor: { limit: 3, windowMs: MINUTE_MS },
    ofLink: { limit: 5, windowMs: MINUTE_MS },
  })
  const checker = new PasswordChecker({
    clock: { now: () => time.nowMs },
    randomness,
    attempts: {
      take: (linkId, address, nowMs) => {
        taken.push(`${linkId} ${address}`)
        return attempts.take(linkId, address, nowMs)
      },
      giveBack: (...counted) => attempts.giveBack(...counted),
    },
  })
  const check = (password: string, address = '192.0.2.1', hash = passwordHash) =>
    checker.check({ linkId: 'a', passwordHash: hash, password, address }, signal)
  return { checker, check, time, taken }
}

describe('PasswordChecker', () => {
  it('tells right from wrong', async () => {
    const { check } = setUp()
    expect(await check('right')).toBe(true)
    expect(await check('wrong')).toBe(false)
  })

  it('computes a right password once for all connections of a download and for all that follow', async () => {
    const { check, taken } = setUp()
    expect(await Promise.all(Array.from({ length: 16 }, () => check('right')))).toEqual(Array(16).fill(true))
    for (let count = 0; count < 50; count++) expect(await check('right', `198.51.100.${count}`)).toBe(true)
    expect(taken).toEqual(['a 192.0.2.1'])
  })

  it('remembers it for minutes after it was used last, and never under another hash', async () => {
    const { check, time, taken } = setUp()
    await check('right')
    for (let count = 0; count < 5; count++) {
      time.nowMs += 9 * MINUTE_MS
      expect(await check('right')).toBe(true)
    }
    expect(taken).toHaveLength(1)
    time.nowMs += 11 * MINUTE_MS
    expect(await check('right')).toBe(true)
    expect(taken).toHaveLength(2)
    expect(await check('right', '192.0.2.1', await hashPassword('changed', randomness))).toBe(false)
  })

  it('refuses who guesses too often with the time to wait, and still serves others', async () => {
    const { check, time } = setUp()
    const guesses = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((guess) => check(guess)))
    expect(guesses.map(({ status }) => status)).toEqual([...Array<string>(3).fill('fulfilled'), 'rejected', 'rejected'])
    time.nowMs = 20_000
    await expect(check('f')).rejects.toMatchObject({ code: 'too_many_attempts', retryAfterMs: 40_000 })
    expect(await check('right', '198.51.100.1')).toBe(true)
    // Known by now, so it costs nothing.
    expect(await check('right')).toBe(true)
  })

  it('holds only wrong passwords against a visitor', async () => {
    const { check, time } = setUp()
    for (let times = 0; times < 6; times++) {
      expect(await check('right')).toBe(true)
      time.nowMs += 1
      await check('right', '192.0.2.1', await hashPassword('right', randomness))
    }
  })

  it('counts no attempt that is refused because too many wait, so that the right password is let in afterwards', async () => {
    const { checker, check } = setUp()
    const busy = Array.from({ length: 34 }, (_, i) => checker.hash(`busy ${i}`))
    for (let times = 0; times < 12; times++) {
      // Two connections at once: the second shares the first one's answer.
      const refused = await Promise.allSettled([check('right'), check('right')])
      expect(refused).toMatchObject(Array(2).fill({ reason: { code: 'too_many_attempts', retryAfterMs: 2000 } }))
    }
    await Promise.all(busy)
    expect(await check('right')).toBe(true)
    // Nor was more given back than was counted.
    for (const guess of ['a', 'b', 'c']) expect(await check(guess)).toBe(false)
    await expect(check('d')).rejects.toMatchObject({ code: 'too_many_attempts', retryAfterMs: MINUTE_MS })
  })

  it('computes nothing for what can be no password', async () => {
    const { check, taken } = setUp()
    expect(await check('')).toBe(false)
    expect(await check('x'.repeat(100_000))).toBe(false)
    expect(taken).toEqual([])
  })

  it('lets a visitor go who does not wait', async () => {
    const { checker } = setUp()
    const leaving = new AbortController()
    const attempt = { linkId: 'a', passwordHash, password: 'right', address: '192.0.2.1' }
    const checked = checker.check(attempt, leaving.signal)
    leaving.abort(new Error('left'))
    await expect(checked).rejects.toThrow('left')
  })

  it('makes hashes that it knows again', async () => {
    const { checker, check } = setUp()
    expect(await check('new', '192.0.2.1', await checker.hash('new'))).toBe(true)
  })
})
