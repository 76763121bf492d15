import { describe, expect, it } from 'vitest'
import { FakeFleet, HOME_DC, type FakeCarrier, type FakeLine } from './carriers.fixture.js'
import type { Carrier, Line } from './carrier.js'
import { chooseLine, type Wish } from './choose-line.js'

const MIB = 1024 * 1024
const NOW_MS = 1000
const signal = new AbortController().signal

function setUp(...names: string[]): FakeCarrier[] {
  const fleet = new FakeFleet(() => NOW_MS)
  return names.map((name) => fleet.add(name))
}

const wish = (changes: Partial<Wish> = {}): Wish => ({
  messageId: 7,
  dcId: HOME_DC,
  lengthBytes: MIB,
  isAvoided: () => false,
  isTaken: () => false,
  ...changes,
})

const chosen = (carriers: readonly Carrier[], changes: Partial<Wish> = {}, turn = 0) =>
  (chooseLine(carriers, wish(changes), turn)?.line as FakeLine | undefined)?.name ?? null

describe('chooseLine', () => {
  it('asks clients in turn where nothing speaks for one of them', () => {
    const carriers = setUp('a', 'b', 'c')
    expect([0, 1, 2, 3, 1001].map((turn) => chosen(carriers, {}, turn))).toEqual(['a-1', 'b-1', 'c-1', 'a-1', 'c-1'])
  })

  it('prefers the line with the least before the part, whoever’s turn it is', () => {
    const [a, b, c] = setUp('a', 'b', 'c')
    for (const [carrier, bytes] of [
      [a, MIB / 2],
      [b, MIB / 4],
      [c, MIB / 2],
    ] as const)
      carrier?.line.pace.reserve(bytes)
    for (const turn of [0, 1, 2]) expect(chosen([a!, b!, c!], {}, turn)).toBe('b-1')
  })

  it('prefers a client that knows the file, unless looking it up elsewhere is sooner all the same', async () => {
    const [a, b] = setUp('a', 'b')
    for (const it of [a, b]) it?.line.pace.roundTrip(20)
    await b!.locate(7, signal)
    expect(chosen([a!, b!])).toBe('b-1')
    // At 8,000 bytes per ms 20 ms are 160,000 bytes.
    const place = b!.line.pace.reserve(159_000)
    expect(chosen([a!, b!])).toBe('b-1')
    place.end(0)
    b!.line.pace.reserve(161_000)
    expect(chosen([a!, b!])).toBe('a-1')
  })

  it.each<[string, (carrier: FakeCarrier) => Partial<Wish>]>([
    ['is closed', ({ line }) => ((line.isClosed = true), {})],
    ['was told to wait', ({ line }) => (line.pace.coolDownUntil(NOW_MS + 1), {})],
    ['has no room', ({ line }) => (line.pace.reserve(4 * MIB), {})],
    ['carries the part already', ({ line }) => ({ isTaken: (it: Line) => it === line })],
    ['is of a client that just failed', (carrier) => ({ isAvoided: (it: Carrier) => it === carrier })],
    ['leads to another data centre', () => ({ dcId: HOME_DC + 1 })],
  ])('never chooses a line that %s', (_, spoil) => {
    const [only] = setUp('only')
    expect(chosen([only!])).toBe('only-1')
    expect(chosen([only!], spoil(only!))).toBeNull()
  })

  it('takes another line of the same client', () => {
    const [only] = setUp('only')
    const { line } = only!
    only!.addLine(HOME_DC, 'second')
    expect(chosen([only!], { isTaken: (it) => it === line })).toBe('second')
  })

  it('finds no line where there is nobody', () => {
    expect(chosen([])).toBeNull()
  })
})
