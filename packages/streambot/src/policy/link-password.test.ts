import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashPassword, toPasswordBytes, verifyPassword } from './link-password.js'

const randomness = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }

describe('a password of a link', () => {
  it('is known again from its hash, which carries what it costs and a salt of its own', async () => {
    const [first, second] = await Promise.all([
      hashPassword('open sesame', randomness),
      hashPassword('open sesame', randomness),
    ])
    expect(first).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
    expect(second).not.toBe(first)
    expect(await verifyPassword(first, 'open sesame')).toBe(true)
    expect(await verifyPassword(first, 'open sesame ')).toBe(false)
    expect(await verifyPassword(first, '')).toBe(false)
  })

  it('is the same however a keyboard spells it', async () => {
    const hash = await hashPassword('cafe\u0301 ﬁ', randomness)
    expect(await verifyPassword(hash, 'caf\u00e9 fi')).toBe(true)
  })

  it('is verified at the cost it was made with', async () => {
    // RFC 7914 §12: scrypt("password", "NaCl", 1024, 8, 16), of which the first 32 bytes.
    const salt = Buffer.from('NaCl').toString('base64url')
    const hash = Buffer.from('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162', 'hex').toString(
      'base64url',
    )
    expect(await verifyPassword(`scrypt$1024$8$16$${salt}$${hash}`, 'password')).toBe(true)
  })

  it('has at least one byte and at most 256, after its spelling is settled', async () => {
    expect(toPasswordBytes('')).toBeNull()
    expect(toPasswordBytes('x'.repeat(256))).toHaveLength(256)
    expect(toPasswordBytes('x'.repeat(257))).toBeNull()
    // One character that NFKC writes with 18.
    expect(toPasswordBytes('\ufdfa'.repeat(20))).toBeNull()
    await expect(hashPassword('x'.repeat(257), randomness)).rejects.toThrow(RangeError)
  })

  it.each([
    '',
    'plain',
    'scrypt$32768$8$1$c2FsdA$',
    'scrypt$32768$8$1$c2FsdA$a',
    `bcrypt$32768$8$1$c2FsdA$${'a'.repeat(43)}`,
    `scrypt$8388608$8$1$c2FsdA$${'a'.repeat(43)}`, // would take 8 GiB
    `scrypt$32767$8$1$c2FsdA$${'a'.repeat(43)}`, // no power of two
  ])('is never verified against %j, which is no hash', async (hash) => {
    await expect(verifyPassword(hash, 'plain')).rejects.toThrow()
  })
})
