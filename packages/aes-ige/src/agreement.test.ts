import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AesIge } from './aes-ige.js'
import { chooseAesIge } from './choose.js'
import { encryptThroughCbc } from './encrypt-through-cbc.js'

const wasm = await chooseAesIge('wasm')
const chosen = await chooseAesIge('native')
// On a machine without a compiler both are WebAssembly, and the independent check through OpenSSL still counts.
const implementations: [string, AesIge][] = [
  ['wasm', wasm],
  [`chosen (${chosen.kind})`, chosen],
]

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length })
const input = fc.record({
  key: bytes(32),
  iv: bytes(32),
  data: fc.integer({ min: 0, max: 80 }).chain((blocks) => bytes(16 * blocks)),
})

describe.each(implementations)('%s', (_, ige) => {
  it('encrypts as OpenSSL does through the CBC identity', () => {
    fc.assert(
      fc.property(input, ({ data, key, iv }) => {
        expect(ige.encrypt(data, key, iv)).toEqual(encryptThroughCbc(data, key, iv))
      }),
    )
  })

  it('decrypts what it encrypted, in place or not, and leaves key and iv alone', () => {
    fc.assert(
      fc.property(input, ({ data, key, iv }) => {
        const [keyBefore, ivBefore] = [key.slice(), iv.slice()]
        const encrypted = ige.encrypt(data, key, iv)
        expect(ige.decrypt(encrypted, key, iv)).toEqual(data)

        const inPlace = data.slice()
        expect(ige.encrypt(inPlace, key, iv, inPlace)).toBe(inPlace)
        expect(inPlace).toEqual(encrypted)
        expect(ige.decrypt(inPlace, key, iv, inPlace)).toBe(inPlace)
        expect(inPlace).toEqual(data)
        expect([key, iv]).toEqual([keyBefore, ivBefore])
      }),
    )
  })

  it('writes into a neighbouring part of the same buffer at any alignment, and nowhere else', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 0, max: 15 }), ({ data, key, iv }, offset) => {
        const buffer = new Uint8Array(2 * data.length + 32).fill(0xaa)
        const from = buffer.subarray(offset, offset + data.length)
        const to = buffer.subarray(offset + data.length, offset + 2 * data.length)
        from.set(data)
        expect(ige.encrypt(from, key, iv, to)).toBe(to)
        expect(to).toEqual(wasm.encrypt(data, key, iv))
        expect(from).toEqual(data)
        expect(buffer.subarray(0, offset).every((byte) => byte === 0xaa)).toBe(true)
        expect(buffer.subarray(offset + 2 * data.length).every((byte) => byte === 0xaa)).toBe(true)
      }),
    )
  })

  it.each([256 * 1024, 256 * 1024 + 16, 1024 * 1024 + 48])('agrees with the others on %i bytes', (length) => {
    const [data, key, iv] = [randomBytes(length), randomBytes(32), randomBytes(32)]
    const expected = Buffer.from(encryptThroughCbc(data, key, iv))
    const encrypted = ige.encrypt(data, key, iv)
    expect(expected.equals(encrypted)).toBe(true)
    expect(data.equals(ige.decrypt(encrypted, key, iv))).toBe(true)
    ige.decrypt(encrypted, key, iv, encrypted)
    expect(data.equals(encrypted)).toBe(true)
  })
})
