import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { initialiseAesIge } from '@streambot/aes-ige'
import { describe, expect, it } from 'vitest'
import { AuthKey } from './auth-key.js'
import { keyId, openAs, sealAs } from './mtproto-keys.fixture.js'

const aesIge = await initialiseAesIge()
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

describe('AuthKey', () => {
  it('seals what the specification opens, with 12 to 1024 bytes of padding that differ each time', () => {
    fc.assert(
      fc.property(bytes(256), fc.uint8Array({ maxLength: 3000 }), (key, plain) => {
        const authKey = new AuthKey(key, aesIge)
        const packet = authKey.seal(plain)
        const opened = openAs(0, key, packet)
        expect(opened.subarray(0, plain.length).equals(plain)).toBe(true)
        expect(opened.length - plain.length).toBeGreaterThanOrEqual(12)
        expect(opened.length - plain.length).toBeLessThanOrEqual(1024)
        expect(openAs(0, key, authKey.seal(plain)).subarray(plain.length)).not.toEqual(opened.subarray(plain.length))
      }),
      { numRuns: 50 },
    )
  })

  it('opens what the specification seals, and tells every altered byte', () => {
    const sizes = fc.integer({ min: 1, max: 40 }).chain((blocks) => bytes(blocks * 16))
    fc.assert(
      fc.property(bytes(256), sizes, fc.nat(), fc.integer({ min: 1, max: 255 }), (key, padded, where, flip) => {
        const authKey = new AuthKey(key, aesIge)
        const packet = sealAs(8, key, padded)
        const altered = Buffer.from(packet)
        const at = 8 + (where % (packet.length - 8))
        altered[at] = (altered[at] ?? 0) ^ flip

        const sealed = authKey.sealed(packet)
        expect(sealed && aesIge.openMany([sealed])).toEqual([true])
        expect(packet.subarray(24).equals(padded)).toBe(true)

        const forged = authKey.sealed(altered)
        expect(forged && aesIge.openMany([forged])).toEqual([false])
      }),
      { numRuns: 50 },
    )
  })

  it('takes no packet of ours for one of Telegram’s', () => {
    const key = new Uint8Array(256).map((_, i) => i)
    const authKey = new AuthKey(key, aesIge)
    const reflected = authKey.sealed(authKey.seal(new Uint8Array(64)))
    expect(reflected && aesIge.openMany([reflected])).toEqual([false])
  })

  it('refuses what is too short, of another key, or no whole number of blocks', () => {
    const key = new Uint8Array(256).fill(7)
    const authKey = new AuthKey(key, aesIge)
    const packet = sealAs(8, key, new Uint8Array(32))
    for (const length of [0, 1, 4, 8, 23, 24, 25, 39, 41, 55]) {
      expect(authKey.sealed(packet.subarray(0, length)), `${length} bytes`).toBeNull()
    }
    expect(authKey.sealed(packet)).not.toBeNull()
    expect(authKey.sealed(sealAs(8, new Uint8Array(256).fill(8), new Uint8Array(32)))).toBeNull()
  })

  it('names itself by the last 64 bits of its SHA-1', () => {
    const key = new Uint8Array(256).fill(3)
    const named = new AuthKey(key, aesIge).seal(new Uint8Array(16)).subarray(0, 8)
    expect(Buffer.from(named)).toEqual(createHash('sha1').update(key).digest().subarray(-8))
    expect(Buffer.from(named)).toEqual(keyId(key))
  })
})
