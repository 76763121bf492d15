import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBatchToken, keyIdOfBatch, verifyBatchToken } from './batch-token.js'
import type { BatchClaims } from './batch.js'
import { createLinkKey, createLinkToken, keyIdOf, verifyLinkToken } from './link-token.js'
import { TokenSeal } from './token-seal.js'

const randomness = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }
const key = createLinkKey(7, randomness, 0)
const sample: BatchClaims = { batchId: '0123456789abcdef', expiresAtMs: 1_800_000_000_000 }
const link = { linkId: sample.batchId, logMessageId: 1, sizeBytes: 1, isRestricted: false, expiresAtMs: null }
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('batch token', () => {
  it('gives back exactly the claims it was made of, in 40 URL-safe characters', () => {
    const claimsArbitrary = fc.record({
      batchId: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      expiresAtMs: fc.option(fc.integer({ min: 1, max: 2 ** 40 - 1 }).map((seconds) => seconds * 1000)),
    })
    fc.assert(
      fc.property(claimsArbitrary, fc.integer({ min: 0, max: 255 }), (claims, id) => {
        const token = createBatchToken({ ...key, id }, claims)
        expect(token).toMatch(/^[A-Za-z0-9_-]{40}$/)
        expect(verifyBatchToken([{ ...key, id }], token)).toEqual(claims)
        expect(keyIdOfBatch(token)).toBe(id)
      }),
    )
  })

  it('has one spelling: it fails to verify when any single character is replaced by any other', () => {
    const token = createBatchToken(key, sample)
    for (let at = 0; at < token.length; at++) {
      for (const other of ALPHABET) {
        if (other === token[at]) continue
        expect(verifyBatchToken([key], token.slice(0, at) + other + token.slice(at + 1))).toBeNull()
      }
    }
    for (const tail of ['A', '=', '\n', '.zip', 'AAAA']) expect(verifyBatchToken([key], token + tail)).toBeNull()
  })

  it('is never taken for the token of a link, nor the other way round', () => {
    const [ofBatch, ofLink] = [createBatchToken(key, sample), createLinkToken(key, link)]
    expect([verifyLinkToken([key], ofBatch), keyIdOf(ofBatch)]).toEqual([null, null])
    expect([verifyBatchToken([key], ofLink), keyIdOfBatch(ofLink)]).toEqual([null, null])
  })

  it('is told from tokens of another kind by more than its length', () => {
    const body = new Uint8Array(13)
    const [one, other] = [new TokenSeal('one', 13), new TokenSeal('other', 13)]
    expect(one.open([key], one.seal(key, body))).toEqual(Buffer.from(body))
    expect(other.open([key], one.seal(key, body))).toBeNull()
  })

  it('keeps verifying after a new key is added, and stops once its key is retired or is another one', () => {
    const token = createBatchToken(key, sample)
    const newer = createLinkKey(8, randomness, 1)
    expect(verifyBatchToken([key, newer], token)).toEqual(sample)
    expect(verifyBatchToken([newer], token)).toBeNull()
    expect(verifyBatchToken([createLinkKey(7, randomness, 0)], token)).toBeNull()
  })

  it('refuses claims that do not fit rather than cutting them', () => {
    const wrong: Partial<BatchClaims>[] = [
      { batchId: 'short' },
      { batchId: '0123456789ABCDEF' },
      { expiresAtMs: 0 },
      { expiresAtMs: 1500 },
      { expiresAtMs: 2 ** 40 * 1000 },
    ]
    for (const part of wrong) expect(() => createBatchToken(key, { ...sample, ...part })).toThrow(RangeError)
    expect(() => new TokenSeal('spare bits', 12)).toThrow(RangeError)
  })
})
