import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAddressAllowed, networkOf, toAddressBlocks } from './link-access-address.js'

describe('toAddressBlocks', () => {
  it('writes addresses and blocks in one spelling, each once', () => {
    const entries = [
      '192.0.2.7',
      ' 10.1.2.3/8',
      '10.0.0.0/8',
      '2001:DB8:0:0::1',
      '2001:db8::/32',
      '::ffff:192.0.2.0/120',
    ]
    expect(toAddressBlocks(entries)).toEqual({
      ok: true,
      blocks: ['192.0.2.7/32', '10.0.0.0/8', '2001:db8::1/128', '2001:db8::/32', '192.0.2.0/24'],
    })
    expect(toAddressBlocks(['0.0.0.0/0', '::/0'])).toEqual({ ok: true, blocks: ['0.0.0.0/0', '::/0'] })
  })

  it.each([
    '',
    'localhost',
    '10.0.0',
    '10.1',
    '1',
    '010.0.0.1',
    '0x7f.0.0.1',
    '256.0.0.1',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '::/129',
    ':::',
    '::192.0.2.1',
    '::ffff:192.0.2.1/90',
    'fe80::1%eth0',
    '10.0.0.1 or 1=1',
  ])('does not take %j', (entry) => {
    expect(toAddressBlocks(['192.0.2.1', entry])).toEqual({ ok: false, invalid: entry })
  })

  it('understands what it wrote, and lets in the address it was made of', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6()).filter((text) => !/:.*\./.test(text))
    fc.assert(
      fc.property(address, fc.nat({ max: 128 }), (start, length) => {
        const made = toAddressBlocks([`${start}/${start.includes(':') ? length : length % 33}`])
        if (!made.ok) throw new Error(`refused ${made.invalid}`)
        expect(toAddressBlocks(made.blocks)).toEqual(made)
        expect(isAddressAllowed(start, made.blocks)).toBe(true)
      }),
    )
  })
})

describe('isAddressAllowed', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.0/24'], true],
    ['192.0.3.7', ['192.0.2.0/24'], false],
    ['::ffff:192.0.2.7', ['192.0.2.0/24'], true],
    ['::ffff:c000:207', ['192.0.2.7'], true],
    ['192.0.2.7', ['::ffff:192.0.2.0/120'], true],
    ['2001:db8::5', ['192.0.2.0/24', '2001:db8::/32'], true],
    ['2001:db9::5', ['2001:db8::/32'], false],
    ['fe80::1%eth0', ['fe80::/10'], true],
    // Everybody of one kind is nobody of the other.
    ['192.0.2.7', ['::/0'], false],
    ['2001:db8::5', ['0.0.0.0/0'], false],
    ['anything', [], true],
    ['anything', ['0.0.0.0/0', '::/0'], false],
    ['', ['0.0.0.0/0'], false],
    ['192.0.2.7', ['rubbish'], false],
  ])('%s within %j: %s', (address, blocks, isAllowed) => {
    expect(isAddressAllowed(address, blocks)).toBe(isAllowed)
  })
})

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['no address', 'no address'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
