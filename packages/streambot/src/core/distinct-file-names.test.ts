import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toDistinctFileNames } from './distinct-file-names.js'
import { toSafeFileName } from './file-name.js'

describe('toDistinctFileNames', () => {
  it.each([
    [
      ['a.mp4', 'b.mp4'],
      ['a.mp4', 'b.mp4'],
    ],
    [
      ['a.mp4', 'a.mp4', 'a.mp4'],
      ['a.mp4', 'a (2).mp4', 'a (3).mp4'],
    ],
    [
      ['a.mp4', 'a (2).mp4', 'a.mp4'],
      ['a.mp4', 'a (2).mp4', 'a (3).mp4'],
    ],
    [
      ['a.mp4', 'a.mp4', 'a (2).mp4'],
      ['a.mp4', 'a (2).mp4', 'a (2) (2).mp4'],
    ],
    [
      ['README', 'readme', 'ReadMe'],
      ['README', 'readme (2)', 'ReadMe (3)'],
    ],
    [
      ['straße.txt', 'STRASSE.txt'],
      ['straße.txt', 'STRASSE (2).txt'],
    ],
    [
      ['../../etc/passwd', '..\\..\\etc\\passwd', '/etc/passwd'],
      ['_.._etc_passwd', '_. (2)._etc_passwd', '_etc_passwd'],
    ],
    [
      ['', '\0', '...'],
      ['file', 'file (2)', 'file (3)'],
    ],
    [
      ['é.txt', 'e\u0301.txt'],
      ['é.txt', 'é (2).txt'],
    ],
  ])('of %j makes %j', (names, distinct) => {
    expect(toDistinctFileNames(names)).toEqual(distinct)
  })

  it('finds room for the number in names that are as long as may be', () => {
    const long = `${'👨‍👩‍👧'.repeat(300)}.mp4`
    const names = toDistinctFileNames(Array<string>(200).fill(long))
    expect(new Set(names).size).toBe(200)
    for (const name of names) {
      expect(name).toMatch(/^(👨‍👩‍👧)+( \(\d+\))?\.mp4$/u)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    }
  })

  it('always gives names that are safe and differ in more than case, and leaves such names alone', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('a', 'A', '.', ' ', '/', '\\', '\0', '\u202e', ' (2)', 'ß', 'S', '😀'),
      maxLength: 8,
    })
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 40 }), (names) => {
        const distinct = toDistinctFileNames(names)
        expect(new Set(distinct.map((name) => name.toLowerCase())).size).toBe(names.length)
        for (const name of distinct) expect(toSafeFileName(name)).toBe(name)
        expect(toDistinctFileNames(distinct)).toEqual(distinct)
      }),
    )
  })
})
