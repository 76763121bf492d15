import { describe, expect, it, type TestContext } from 'vitest'
import { chooseAesIge } from './choose.js'
import { defaultAddonPath, loadAddon, type Addon } from './native.js'

const key = new Uint8Array(32)
const iv = new Uint8Array(32)
const data = new Uint8Array(32)
const buffer = new Uint8Array(64)

describe.each(['native', 'wasm'] as const)('bad calls when %s is preferred', (prefer) => {
  it.each(['encrypt', 'decrypt'] as const)('%s says what is wrong instead of computing', async (operation) => {
    const ige = await chooseAesIge(prefer)
    expect(() => ige[operation](new Uint8Array(17), key, iv)).toThrow('data must be whole 16-byte blocks, not 17 bytes')
    expect(() => ige[operation](data, new Uint8Array(16), iv)).toThrow('key must be 32 bytes, not 16')
    expect(() => ige[operation](data, key, new Uint8Array(33))).toThrow('iv must be 32 bytes, not 33')
    expect(() => ige[operation](data, key, iv, new Uint8Array(16))).toThrow(
      'out must be as long as data (32 bytes), not 16 bytes',
    )
    expect(() => ige[operation](buffer.subarray(0, 32), key, iv, buffer.subarray(16, 48))).toThrow('overlap')
    expect(() => ige[operation](buffer.subarray(16, 48), key, iv, buffer.subarray(0, 32))).toThrow('overlap')
  })

  it('says what is wrong with one of many messages and touches none', async () => {
    const ige = await chooseAesIge(prefer)
    const good = { data: data.slice(), key, iv, prefix: key, digest16: new Uint8Array(16) }
    const bad = [
      [{ ...good, data: new Uint8Array(17) }, 'data must be whole 16-byte blocks, not 17 bytes'],
      [{ ...good, key: new Uint8Array(31) }, 'key must be 32 bytes, not 31'],
      [{ ...good, iv: new Uint8Array(0) }, 'iv must be 32 bytes, not 0'],
      [{ ...good, data: good.data.subarray(16) }, 'the data of two messages overlap'],
    ] as const
    for (const [message, complaint] of bad) {
      expect(() => ige.decryptMany([good, message])).toThrow(complaint)
      expect(() => ige.openMany([good, message])).toThrow(complaint)
      await expect(ige.openManyOffThread([good, message])).rejects.toThrow(complaint)
    }
    expect(() => ige.openMany([{ ...good, prefix: iv.subarray(1) }])).toThrow('prefix must be 32 bytes, not 31')
    expect(() => ige.openMany([{ ...good, digest16: iv }])).toThrow('digest16 must be 16 bytes, not 32')
    expect(good.data).toEqual(data)
  })

  it('answers nothing for nothing', async () => {
    const ige = await chooseAesIge(prefer)
    expect(ige.encrypt(new Uint8Array(0), key, iv)).toEqual(new Uint8Array(0))
    expect(ige.openMany([])).toEqual([])
    expect(await ige.openManyOffThread([])).toEqual([])
  })
})

describe.skipIf((await chooseAesIge('native')).kind !== 'native')('the addon itself', () => {
  // Types do not reach here: these are the calls that TypeScript forbids and C must survive.
  const call = (...args: unknown[]): unknown => Reflect.apply(loadAddon(defaultAddonPath).decrypt, undefined, args)

  it('refuses what would read or write out of bounds, even without the checks in front of it', () => {
    const addon: Addon = loadAddon(defaultAddonPath)
    expect(() => addon.encrypt(data, key, iv, new Uint8Array(31))).toThrow(RangeError)
    expect(() => addon.encrypt(data, new Uint8Array(31), iv, data)).toThrow(RangeError)
    expect(() => addon.encrypt(data, key, new Uint8Array(0), data)).toThrow(RangeError)
    expect(() => addon.encrypt(new Uint8Array(8), key, iv, new Uint8Array(8))).toThrow(RangeError)
    expect(() => addon.encrypt(buffer.subarray(0, 32), key, iv, buffer.subarray(1, 33))).toThrow('overlaps')
  })

  it.each([
    [[]],
    [[data, key, iv]],
    [[data, key, iv, null]],
    [['data', key, iv, data]],
    [[new Uint16Array(16), key, iv, data]],
    [[new DataView(data.buffer), key, iv, data]],
    [[data.buffer, key, iv, data]],
  ])('refuses arguments that are not four Uint8Arrays (%#)', (args) => {
    expect(() => call(...args)).toThrow(TypeError)
  })

  it('refuses an array whose memory was given away', () => {
    const given = new Uint8Array(32)
    structuredClone(given.buffer, { transfer: [given.buffer] })
    expect(() => call(data, key, iv, given)).toThrow(RangeError)
  })

  const digest = new Uint8Array(16)

  // A CPU with AES but without SHA instructions has the first only.
  describe.each(['decryptMany', 'open', 'openOffThread'] as const)('%s', (name) => {
    const rest = name === 'decryptMany' ? [] : [key, digest]
    const callMany = (context: TestContext, ...args: unknown[]): unknown => {
      const addon = loadAddon(defaultAddonPath)
      return Reflect.apply(addon[name] ?? context.skip(), undefined, args)
    }

    it('refuses what would read or write out of bounds', (context) => {
      expect(() => callMany(context, [new Uint8Array(15), key, iv, ...rest])).toThrow(RangeError)
      expect(() => callMany(context, [data, new Uint8Array(31), iv, ...rest])).toThrow(RangeError)
      expect(() => callMany(context, [data, key, new Uint8Array(33), ...rest])).toThrow(RangeError)
      expect(() => callMany(context, [data, key, iv, ...rest, data])).toThrow(TypeError)
      for (const args of [[], [null], [data], [[data, key, null, ...rest]], [[data.buffer, key, iv, ...rest]]]) {
        expect(() => callMany(context, ...args)).toThrow(TypeError)
      }
    })

    it('survives an array that takes memory away while it is read', (context) => {
      const victim = new Uint8Array(1024 * 1024)
      const flat: unknown[] = [victim, key, iv, ...rest]
      const getKey = () => {
        structuredClone(victim.buffer, { transfer: [victim.buffer] })
        return key
      }
      Object.defineProperty(flat, 1, { get: getKey })
      callMany(context, flat)
      expect(victim).toHaveLength(0)
    })

    it('passes on what a getter throws', (context) => {
      const flat: unknown[] = [data, key, iv, ...rest]
      Object.defineProperty(flat, 2, { get: () => expect.fail('from the getter') })
      expect(() => callMany(context, flat)).toThrow('from the getter')
    })
  })

  it('keeps the data of a call alive that nobody else remembers', async (context) => {
    const openOffThread = loadAddon(defaultAddonPath).openOffThread ?? context.skip()
    const calls = Array.from({ length: 20 }, () => openOffThread([new Uint8Array(1024 * 1024), key, iv, key, digest]))
    // Pressure for the collector while other threads write into what only the addon holds.
    for (let i = 0; i < 64; i++) new Uint8Array(8 * 1024 * 1024).fill(i)
    for (const answers of await Promise.all(calls)) expect(answers).toEqual([false])
  })
})
