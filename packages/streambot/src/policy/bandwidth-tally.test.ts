import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BandwidthTally } from './bandwidth-tally.js'

function settleNext(tally: BandwidthTally) {
  const report = tally.next()
  tally.settle()
  return report
}

describe('a tally', () => {
  it('adds up by owner and month, and numbers its reports', () => {
    const tally = new BandwidthTally('me')
    tally.count('2026-10', 7, 1)
    tally.count('2026-11', 7, 10)
    tally.count('2026-10', 7, 2)
    tally.count('2026-10', 8, 5)
    expect(tally.reportsDue).toBe(2)
    expect(settleNext(tally)).toEqual({
      reporter: 'me',
      sequence: 1,
      month: '2026-10',
      bytesByUser: new Map([
        [7, 3],
        [8, 5],
      ]),
    })
    expect(settleNext(tally)).toMatchObject({ sequence: 2, month: '2026-11', bytesByUser: new Map([[7, 10]]) })
    expect(settleNext(tally)).toBeNull()
    expect(tally.reportsDue).toBe(0)
  })

  it('hands a report out unchanged until it is settled, and puts new bytes into the next', () => {
    const tally = new BandwidthTally('me')
    tally.count('2026-11', 7, 1)
    const first = tally.next()
    tally.count('2026-11', 7, 10)
    expect(tally.next()).toBe(first)
    expect(first?.bytesByUser.get(7)).toBe(1)
    expect(tally.unsettledBytes('2026-11', 7)).toBe(11)
    tally.settle()
    expect(tally.unsettledBytes('2026-11', 7)).toBe(10)
    expect(settleNext(tally)).toMatchObject({ sequence: 2, bytesByUser: new Map([[7, 10]]) })
  })

  it('makes as many reports as it says, of a thousand owners at most', () => {
    const tally = new BandwidthTally('me')
    for (let ownerId = 1; ownerId <= 2500; ownerId++) tally.count('2026-11', ownerId, ownerId)
    expect(tally.reportsDue).toBe(3)
    const sizes = [settleNext(tally), settleNext(tally), settleNext(tally)].map((report) => report?.bytesByUser.size)
    expect(sizes).toEqual([1000, 1000, 500])
    expect(settleNext(tally)).toBeNull()
  })

  it('knows at any time what is not settled', () => {
    const moves = fc.array(
      fc.oneof(
        fc.record({ month: fc.constantFrom('2026-10', '2026-11'), ownerId: fc.nat(3), bytes: fc.nat(1000) }),
        fc.constantFrom('next' as const, 'settle' as const),
      ),
    )
    fc.assert(
      fc.property(moves, (steps) => {
        const tally = new BandwidthTally('me')
        const open = new Map<string, number>()
        const add = (key: string, bytes: number) => open.set(key, (open.get(key) ?? 0) + bytes)
        let taken: ReturnType<typeof tally.next> = null
        for (const step of steps) {
          if (step === 'next') taken = tally.next()
          else if (step === 'settle') {
            tally.settle()
            taken?.bytesByUser.forEach((bytes, ownerId) => add(`${taken?.month} ${ownerId}`, -bytes))
            taken = null
          } else {
            tally.count(step.month, step.ownerId, step.bytes)
            add(`${step.month} ${step.ownerId}`, step.bytes)
          }
          for (const month of ['2026-10', '2026-11']) {
            const ofOwners = [0, 1, 2, 3].map((ownerId) => open.get(`${month} ${ownerId}`) ?? 0)
            expect([0, 1, 2, 3].map((ownerId) => tally.unsettledBytes(month, ownerId))).toEqual(ofOwners)
            expect(tally.unsettledTotalBytes(month)).toBe(ofOwners.reduce((sum, bytes) => sum + bytes, 0))
          }
        }
      }),
    )
  })
})
