import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBatchToken, verifyBatchToken } from './batch-token.js'
import { createLinkKey, verifyLinkToken } from './link-token.js'
import { createLoginCode, keyIdOfLoginCode, verifyLoginCode } from './login-code.js'

const randomness = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }
const key = createLinkKey(7, randomness, 0)
const sample = { codeId: '0123456789abcdef', adminId: 7, expiresAtMs: 1_800_000_000_000 }
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('login code', () => {
  it('gives back exactly the claims it was made of, in 48 URL-safe characters', () => {
    const claims = fc.record({
      codeId: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      adminId: fc.integer({ min: 1, max: 2 ** 48 - 1 }),
      expiresAtMs: fc.integer({ min: 1, max: 2 ** 40 - 1 }).map((seconds) => seconds * 1000),
    })
    fc.assert(
      fc.property(claims, (it) => {
        const code = createLoginCode(key, it)
        expect(code).toMatch(/^[A-Za-z0-9_-]{48}$/)
        expect(verifyLoginCode([key], code)).toEqual(it)
        expect(keyIdOfLoginCode(code)).toBe(7)
      }),
    )
  })

  it('has one spelling: it fails to verify when any single character is replaced by any other', () => {
    const code = createLoginCode(key, sample)
    for (let at = 0; at < code.length; at++) {
      for (const other of ALPHABET) {
        if (other === code[at]) continue
        expect(verifyLoginCode([key], code.slice(0, at) + other + code.slice(at + 1))).toBeNull()
      }
    }
    for (const tail of ['A', '=', '\n', 'AAAA']) expect(verifyLoginCode([key], code + tail)).toBeNull()
  })

  it('is none by another key, and is never taken for the token of a link or a batch', () => {
    const code = createLoginCode(key, sample)
    expect(verifyLoginCode([createLinkKey(7, randomness, 0)], code)).toBeNull()
    expect([verifyLinkToken([key], code), verifyBatchToken([key], code)]).toEqual([null, null])
    expect(verifyLoginCode([key], createBatchToken(key, { batchId: sample.codeId, expiresAtMs: null }))).toBeNull()
  })

  it('of a moment or a person that does not fit is not made', () => {
    const ofMoment = [{ expiresAtMs: 1500 }, { expiresAtMs: 2 ** 40 * 1000 }]
    for (const wrong of [{ adminId: 2 ** 48 }, { adminId: -1 }, ...ofMoment, { codeId: 'x' }]) {
      expect(() => createLoginCode(key, { ...sample, ...wrong })).toThrow(RangeError)
    }
  })
})
