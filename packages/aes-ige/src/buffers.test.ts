import { describe, expect, it } from 'vitest'
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

  it('answers nothing for nothing', async () => {
    const ige = await chooseAesIge(prefer)
    expect(ige.encrypt(new Uint8Array(0), key, iv)).toEqual(new Uint8Array(0))
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
})
