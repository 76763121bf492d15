import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLinkKey, createLinkToken, verifyLinkToken } from './link-token.js'
import type { LinkClaims, LinkKey } from './link.js'

const randomness = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }
const key = createLinkKey(7, randomness, 0)

const claimsArbitrary: fc.Arbitrary<LinkClaims> = fc.record({
  linkId: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  logMessageId: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  sizeBytes: fc.integer({ min: 0, max: 2 ** 47 - 1 }),
  isRestricted: fc.boolean(),
  expiresAtMs: fc.option(fc.integer({ min: 1, max: 2 ** 32 - 1 }).map((seconds) => seconds * 1000)),
})
const sample: LinkClaims = {
  linkId: '0123456789abcdef',
  logMessageId: 4711,
  sizeBytes: 5_000_000_000,
  isRestricted: false,
  expiresAtMs: 1_800_000_000_000,
}
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('link token', () => {
  it('gives back exactly the claims it was made of, in 52 URL-safe characters', () => {
    fc.assert(
      fc.property(claimsArbitrary, fc.integer({ min: 0, max: 255 }), (claims, id) => {
        const someKey: LinkKey = { ...key, id }
        const token = createLinkToken(someKey, claims)
        expect(token).toMatch(/^[A-Za-z0-9_-]{52}$/)
        expect(verifyLinkToken([someKey], token)).toEqual(claims)
      }),
    )
  })

  it('is spelled as ever: links that were given out go on', () => {
    const old: LinkKey = { id: 7, secret: Uint8Array.from({ length: 32 }, (_, at) => at), createdAtMs: 0 }
    expect(createLinkToken(old, sample)).toBe('B9ni0JNY1jiH5z3qfZejn9iQJKOf907_wZk_xC2uuae2JC6TgzBM')
  })

  it('fails to verify when any single character is replaced by any other', () => {
    const token = createLinkToken(key, sample)
    for (let at = 0; at < token.length; at++) {
      for (const other of ALPHABET) {
        if (other === token[at]) continue
        expect(verifyLinkToken([key], token.slice(0, at) + other + token.slice(at + 1))).toBeNull()
      }
    }
  })

  it('fails to verify when truncated, extended, padded or spelled in another alphabet', () => {
    const token = createLinkToken(key, sample)
    for (let length = 0; length < token.length; length++)
      expect(verifyLinkToken([key], token.slice(0, length))).toBeNull()
    for (const tail of ['A', '=', '==', '\n', ' ', '/', 'AAAA', 'A'.repeat(100_000)]) {
      expect(verifyLinkToken([key], token + tail)).toBeNull()
      expect(verifyLinkToken([key], tail + token)).toBeNull()
    }
    fc.assert(
      fc.property(claimsArbitrary, (claims) => {
        const base64 = createLinkToken(key, claims).replaceAll('-', '+').replaceAll('_', '/')
        fc.pre(/[+/]/.test(base64))
        expect(verifyLinkToken([key], base64)).toBeNull()
      }),
    )
  })

  it('answers null to any text at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => verifyLinkToken([key], text) === null))
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 39, maxLength: 39 }), (bytes) => {
        bytes[0] = key.id
        expect(verifyLinkToken([key], Buffer.from(bytes).toString('base64url'))).toBeNull()
      }),
    )
  })

  it('keeps verifying old tokens after a new key is added, and stops once the key is retired', () => {
    const token = createLinkToken(key, sample)
    const newer = createLinkKey(8, randomness, 1)
    expect(verifyLinkToken([key, newer], token)).toEqual(sample)
    expect(verifyLinkToken([newer], token)).toBeNull()
    expect(verifyLinkToken([], token)).toBeNull()
  })

  it('does not verify under another secret with the same key id', () => {
    const impostor = createLinkKey(key.id, randomness, 0)
    expect(verifyLinkToken([key], createLinkToken(impostor, sample))).toBeNull()
  })

  it('shows nothing of what it carries: neighbouring messages share no characters beyond chance', () => {
    const tokens = [1, 2].map((logMessageId) => createLinkToken(key, { ...sample, logMessageId }))
    const [first, second] = tokens.map((token) => [...token].slice(2)) as [string[], string[]]
    expect(first.filter((character, at) => character === second[at]).length).toBeLessThan(15)
  })

  it('refuses claims that do not fit rather than cutting them', () => {
    const wrong: Partial<LinkClaims>[] = [
      { linkId: 'short' },
      { linkId: '0123456789ABCDEF' },
      { logMessageId: -1 },
      { logMessageId: 2 ** 32 },
      { sizeBytes: 2 ** 47 },
      { expiresAtMs: 0 },
      { expiresAtMs: 1500 },
      { expiresAtMs: 2 ** 32 * 1000 },
    ]
    for (const part of wrong) expect(() => createLinkToken(key, { ...sample, ...part })).toThrow(RangeError)
    expect(() => createLinkKey(256, randomness, 0)).toThrow(RangeError)
  })
})
