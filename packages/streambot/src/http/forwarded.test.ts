import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseForwarded, type Hop } from './forwarded.js'

const hop = (values: Partial<Hop>): Hop => ({ for: null, host: null, proto: null, ...values })

describe('parseForwarded', () => {
  it.each<[string, Hop[] | null]>([
    ['for=192.0.2.43', [hop({ for: '192.0.2.43' })]],
    ['For="[2001:db8:cafe::17]:4711"', [hop({ for: '[2001:db8:cafe::17]:4711' })]],
    ['for=192.0.2.60;proto=http;by=203.0.113.43', [hop({ for: '192.0.2.60', proto: 'http' })]],
    ['for=192.0.2.43, for=198.51.100.17', [hop({ for: '192.0.2.43' }), hop({ for: '198.51.100.17' })]],
    ['for=_hidden, for=unknown', [hop({ for: '_hidden' }), hop({ for: 'unknown' })]],
    ['for="a,b;c\\"d";HOST=example.org', [hop({ for: 'a,b;c"d', host: 'example.org' })]],
    ['proto=https', [hop({ proto: 'https' })]],
    [' for=1.2.3.4 ; proto=https , , for=5.6.7.8;', [hop({ for: '1.2.3.4', proto: 'https' }), hop({ for: '5.6.7.8' })]],
    ['', []],
    ['for=[2001:db8::1]', null],
    ['for=1.2.3.4;for=5.6.7.8', null],
    ['for', null],
    ['for="open', null],
    ['for=a b', null],
    ['for=1.2.3.4 for=5.6.7.8', null],
  ])('reads %j', (header, hops) => {
    expect(parseForwarded(header)).toEqual(hops)
  })

  it('takes no longer for a header that is full of spaces', () => {
    // In the square of its length this would be a minute's work and more.
    expect(parseForwarded(`for=192.0.2.1,${' '.repeat(1_000_000)}@`)).toBeNull()
  })

  it('comes to an end with whatever it is given, and reads back what is quoted', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseForwarded(text)))
    fc.assert(
      fc.property(fc.string(), (text) => {
        const quoted = `for="${text.replace(/["\\]/g, '\\$&')}"`
        if (!/[\n\r\u2028\u2029]/.test(text)) expect(parseForwarded(quoted)).toEqual([hop({ for: text })])
      }),
    )
  })
})
