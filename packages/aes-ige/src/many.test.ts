import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AesIge, SealedMessage } from './aes-ige.js'
import { chooseAesIge } from './choose.js'
import { encryptThroughCbc } from './encrypt-through-cbc.js'
import { createNative, defaultAddonPath, loadAddon } from './native.js'

const wasm = await chooseAesIge('wasm')
const chosen = await chooseAesIge('native')
const implementations: [string, AesIge][] = [
  ['wasm', wasm],
  [`chosen (${chosen.kind})`, chosen],
]
if (chosen.kind === 'native') {
  const { open: _open, openOffThread: _openOffThread, ...addon } = loadAddon(defaultAddonPath)
  implementations.push(['native on a CPU without SHA instructions', createNative(addon, 'for a test')])
}

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length })
const plaintexts = fc.array(
  fc.record({
    plain: fc.oneof(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 15, max: 90 })).chain((n) => bytes(16 * n)),
    key: bytes(32),
    iv: bytes(32),
    prefix: bytes(32),
    isForged: fc.boolean(),
  }),
  { maxLength: 11 },
)
type Plaintext = typeof plaintexts extends fc.Arbitrary<(infer T)[]> ? T : never

/** All messages lie side by side in one buffer, so that whoever writes past an end spoils its neighbour. */
function seal(all: readonly Plaintext[]): SealedMessage[] {
  const buffer = new Uint8Array(all.reduce((sum, { plain }) => sum + plain.length, 0) + 3)
  let at = 3
  return all.map(({ plain, key, iv, prefix, isForged }) => {
    const data = buffer.subarray(at, (at += plain.length))
    data.set(encryptThroughCbc(plain, key, iv))
    const digest16 = createHash('sha256').update(prefix).update(plain).digest().subarray(8, 24)
    if (isForged) digest16[15] = (digest16[15] ?? 0) ^ 1
    return { data, key, iv, prefix, digest16 }
  })
}

describe.each(implementations)('%s', (_, ige) => {
  it('decrypts many as OpenSSL encrypted them, whatever their number and lengths', () => {
    fc.assert(
      fc.property(plaintexts, (all) => {
        const messages = seal(all)
        ige.decryptMany(messages)
        expect(messages.map(({ data }) => data)).toEqual(all.map(({ plain }) => plain))
      }),
    )
  })

  it('opens many and tells the forged ones from the true', () => {
    fc.assert(
      fc.property(plaintexts, (all) => {
        const messages = seal(all)
        expect(ige.openMany(messages)).toEqual(all.map(({ isForged }) => !isForged))
        expect(messages.map(({ data }) => data)).toEqual(all.map(({ plain }) => plain))
      }),
    )
  })

  it('opens off the thread what it opens on it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plaintexts, { maxLength: 4 }), async (batches) => {
        const sealed = batches.map(seal)
        const answers = await Promise.all(sealed.map((messages) => ige.openManyOffThread(messages)))
        expect(answers).toEqual(batches.map((all) => all.map(({ isForged }) => !isForged)))
        expect(sealed.map((messages) => messages.map(({ data }) => data))).toEqual(
          batches.map((all) => all.map(({ plain }) => plain)),
        )
      }),
    )
  })

  it('opens messages of parts as large as Telegram sends them', async () => {
    const all = [1024 * 1024 + 48, 512 * 1024 + 64, 1024 * 1024 + 80].map((length) => ({
      plain: randomBytes(length),
      key: randomBytes(32),
      iv: randomBytes(32),
      prefix: randomBytes(32),
      isForged: false,
    }))
    const messages = seal(all)
    expect(await ige.openManyOffThread(messages)).toEqual([true, true, true])
    expect(messages.every(({ data }, i) => all[i]?.plain.equals(data))).toBe(true)
  })

  it('notices a single flipped bit anywhere', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), (blocks, bit) => {
        const message = { plain: randomBytes(16 * blocks), key: randomBytes(32), iv: randomBytes(32), isForged: false }
        const [sealed] = seal([{ ...message, prefix: randomBytes(32) }])
        if (!sealed) throw new Error('nothing sealed')
        const at = (bit >> 3) % sealed.data.length
        sealed.data[at] = (sealed.data[at] ?? 0) ^ (1 << (bit & 7))
        expect(ige.openMany([sealed])).toEqual([false])
      }),
    )
  })
})
