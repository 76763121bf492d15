import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinkKey } from '../core/link.js'
import { signPress, verifyPress, type PressKeys } from './press-data.js'

const keyOf = (id: number): LinkKey => ({ id, secret: new Uint8Array(32).fill(id), createdAtMs: 1 })

/** Signs with the last. */
function ring(...ids: number[]): PressKeys {
  const keys = ids.map(keyOf)
  return { signing: keys.at(-1) ?? keyOf(0), key: (id) => keys.find((key) => key.id === id) ?? null }
}

const ADA = 7
const EVE = 8
const action = { name: 'link.revoke', args: ['0011223344556677', '3.aG9saWRheQ'] }
const word = fc.stringMatching(/^[\w.~-]{1,8}$/)

describe('what a button carries', () => {
  it('is read again by whoever it was made for, and nobody else', () => {
    const data = signPress(ring(1), ADA, action)
    expect(verifyPress(ring(1), ADA, data)).toEqual(action)
    expect(verifyPress(ring(1), EVE, data)).toBeNull()
  })

  it('is any action with its arguments', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), word, fc.array(word, { maxLength: 4 }), (userId, name, args) => {
        expect(verifyPress(ring(1), userId, signPress(ring(1), userId, { name, args }))).toEqual({ name, args })
      }),
    )
  })

  it('is worth nothing with a single bit changed, cut or with more behind it', () => {
    const data = signPress(ring(1, 2), ADA, action)
    for (let bit = 0; bit < data.length * 8; bit++) {
      const forged = Uint8Array.from(data)
      forged[bit >> 3]! ^= 1 << (bit & 7)
      expect(verifyPress(ring(1, 2), ADA, forged)).toBeNull()
    }
    for (let length = 0; length < data.length; length++) {
      expect(verifyPress(ring(1, 2), ADA, data.subarray(0, length))).toBeNull()
    }
    expect(verifyPress(ring(1, 2), ADA, Buffer.concat([data, Buffer.from(' 1')]))).toBeNull()
  })

  it('is nothing that somebody makes up', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (data) => {
        expect(verifyPress(ring(1), ADA, data)).toBeNull()
      }),
    )
    expect(verifyPress(ring(1), ADA, Buffer.from('link.revoke 0011223344556677'))).toBeNull()
  })

  it('outlives the next key, and not its own', () => {
    const data = signPress(ring(1), ADA, action)
    expect(verifyPress(ring(1, 2), ADA, data)).toEqual(action)
    expect(verifyPress(ring(2), ADA, data)).toBeNull()
  })

  it('is no part of a person’s number: 7 with "1 …" is not 71', () => {
    const data = signPress(ring(1), 7, { name: '1', args: ['x'] })
    expect(verifyPress(ring(1), 71, data)).toBeNull()
  })

  it('fits what Telegram takes, or is refused', () => {
    expect(signPress(ring(1), ADA, { name: 'a'.repeat(51), args: [] })).toHaveLength(64)
    expect(() => signPress(ring(1), ADA, { name: 'a'.repeat(52), args: [] })).toThrow(RangeError)
    expect(() => signPress(ring(1), ADA, { name: 'ö'.repeat(26), args: [] })).toThrow(RangeError)
    for (const arg of ['', 'two words', 'line\nbreak']) {
      expect(() => signPress(ring(1), ADA, { name: 'a', args: [arg] })).toThrow(RangeError)
    }
  })
})
