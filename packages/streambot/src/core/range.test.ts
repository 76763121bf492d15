import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRange, type RangeOutcome } from './range.js'

const whole: RangeOutcome = { kind: 'whole' }
const unsatisfiable: RangeOutcome = { kind: 'unsatisfiable' }
function single(start: number, end: number): RangeOutcome {
  return { kind: 'single', range: { start, end } }
}

describe('parseRange', () => {
  it.each<[string | undefined, RangeOutcome]>([
    [undefined, whole],
    ['bytes=0-', single(0, 99)],
    ['bytes=0-0', single(0, 0)],
    ['bytes=10-19', single(10, 19)],
    ['Bytes=10-19', single(10, 19)],
    ['bytes=90-1000', single(90, 99)],
    ['bytes=99-', single(99, 99)],
    ['bytes=-1', single(99, 99)],
    ['bytes=-100', single(0, 99)],
    ['bytes=-5000', single(0, 99)],
    ['bytes=0-99999999999999999999999999', single(0, 99)],
    ['bytes=-99999999999999999999999999', single(0, 99)],
    ['bytes=000000000000000000000000005-0000000000000000000000006', single(5, 6)],
    ['bytes= 1-2 ', single(1, 2)],
    ['bytes=,1-2,', single(1, 2)],
    ['bytes=-0', unsatisfiable],
    ['bytes=100-', unsatisfiable],
    ['bytes=100-200', unsatisfiable],
    ['bytes=9007199254740993-', unsatisfiable],
    ['bytes=9007199254740993-9007199254740992', whole],
    ['bytes=200-300,500-', unsatisfiable],
    ['bytes=5-4', whole],
    ['bytes=', whole],
    ['bytes=,', whole],
    ['bytes=-', whole],
    ['bytes=a-b', whole],
    ['bytes=1-2;3-4', whole],
    ['bytes=+1-2', whole],
    ['bytes=1--2', whole],
    ['bytes=1.0-2', whole],
    ['bytes=0x1-2', whole],
    ['bytes 1-2', whole],
    ['items=0-5', whole],
    ['', whole],
  ])('reads %j of a file of 100 bytes', (header, outcome) => {
    expect(parseRange(header, 100)).toEqual(outcome)
  })

  it('gives an empty file whole, whatever is asked', () => {
    for (const header of ['bytes=0-', 'bytes=-5', 'bytes=-0', 'bytes=7-9']) expect(parseRange(header, 0)).toEqual(whole)
  })

  it('keeps several ranges in the order asked, without those behind the end', () => {
    expect(parseRange('bytes=50-59, 0-9,400-, -1', 100)).toEqual({
      kind: 'several',
      ranges: [
        { start: 50, end: 59 },
        { start: 0, end: 9 },
        { start: 99, end: 99 },
      ],
    })
    expect(parseRange('bytes=200-300,5-6', 100)).toEqual(single(5, 6))
  })

  it('ignores ranges that are too many, that overlap, or of which one is malformed', () => {
    const many = Array.from({ length: 17 }, (_, at) => `${at}-${at}`).join(',')
    for (const header of [
      `bytes=${many}`,
      'bytes=0-,0-',
      'bytes=0-60,10-60',
      'bytes=0-1,1-2',
      'bytes=5-9,0-20',
      'bytes=0-1,x',
    ]) {
      expect(parseRange(header, 100)).toEqual(whole)
    }
  })

  it('agrees with a model that tries every byte of the file', () => {
    const position = fc.oneof(fc.nat(30), fc.bigInt({ min: 0n, max: 10n ** 30n })).map(String)
    const end = fc.oneof(position, fc.constant(''))
    fc.assert(
      fc.property(end, end, fc.integer({ min: 1, max: 20 }), (first, last, size) => {
        expect(parseRange(`bytes=${first}-${last}`, size)).toEqual(modelOf(first, last, size))
      }),
      { numRuns: 1000 },
    )
  })
})

/** Which bytes does the RFC's wording select? Answered byte by byte. */
function modelOf(first: string, last: string, size: number): RangeOutcome {
  if (first === '' && last === '') return whole
  if (first !== '' && last !== '' && BigInt(last) < BigInt(first)) return whole
  const selected = Array.from({ length: size }, (_, at) => at).filter((at) => {
    if (first === '') return BigInt(size - at) <= BigInt(last)
    return BigInt(at) >= BigInt(first) && (last === '' || BigInt(at) <= BigInt(last))
  })
  const [start] = selected
  return start === undefined ? unsatisfiable : single(start, selected.at(-1) ?? start)
}
