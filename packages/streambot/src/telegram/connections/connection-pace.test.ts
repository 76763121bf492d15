import { describe, expect, it } from 'vitest'
import { ConnectionPace } from './connection-pace.js'

const MIB = 1024 * 1024

function setUp(roundTripMs?: number) {
  let nowMs = 1000
  const pace = new ConnectionPace(() => nowMs)
  if (roundTripMs !== undefined) pace.roundTrip(roundTripMs)
  const ask = (bytes = MIB) => {
    const place = pace.reserve(bytes)
    place.sent()
    return place
  }
  return { pace, ask, wait: (ms: number) => void (nowMs += ms), now: () => nowMs }
}

describe('ConnectionPace', () => {
  it('knows the shortest round trip, and none before one was measured', () => {
    const { pace } = setUp()
    expect(pace.roundTripMs).toBe(0)
    for (const ms of [80, 30, 50]) pace.roundTrip(ms)
    expect(pace.roundTripMs).toBe(30)
  })

  it('counts what is reserved until it ends, once', () => {
    const { pace, ask } = setUp()
    const [first] = [ask(), ask()]
    expect(pace.inFlightBytes).toBe(2 * MIB)
    first?.end(MIB)
    first?.end(MIB)
    expect(pace.inFlightBytes).toBe(MIB)
    expect(pace.receivedBytes).toBe(MIB)
  })

  it('always takes a part while it is empty, and at most 8 MiB, however long the way', () => {
    const { pace, ask } = setUp(10_000)
    expect(pace.hasRoomFor(100 * MIB)).toBe(true)
    let count = 0
    for (; pace.hasRoomFor(MIB) && count < 100; count++) ask()
    expect(count).toBe(8)
  })

  it('has no room while more is to come than covers the delay, and says when there is', () => {
    const { pace, ask } = setUp(0)
    ask()
    expect(pace.hasRoomFor(MIB)).toBe(false)
    let owed = MIB
    while (!pace.receive(64 * 1024)) owed -= 64 * 1024
    expect(owed).toBeGreaterThan(0)
    expect(pace.hasRoomFor(MIB)).toBe(true)
    expect(pace.receive(64 * 1024)).toBe(false)
  })

  it('owes what was asked for and has not come', () => {
    const { pace, ask } = setUp()
    const place = ask()
    pace.receive(MIB / 4)
    expect(pace.owedBytes).toBe((MIB * 3) / 4)
    pace.receive(MIB)
    expect(pace.owedBytes).toBe(0)
    pace.settle(MIB + MIB / 4)
    place.end(MIB)
    expect(pace.owedBytes).toBe(0)
  })

  it('has no room at all until a cool-down is over, and a shorter one does not end a longer', () => {
    const { pace, wait, now } = setUp()
    pace.coolDownUntil(now() + 5000)
    pace.coolDownUntil(now() + 1000)
    wait(4999)
    expect(pace.hasRoomFor(1)).toBe(false)
    wait(1)
    expect(pace.hasRoomFor(1)).toBe(true)
  })

  it('measures the line, not the way there: a part is on it for what the delay leaves', () => {
    const { pace, ask, wait } = setUp(100)
    const place = ask()
    wait(300)
    place.end(MIB)
    expect(pace.bytesPerMs).toBeCloseTo(MIB / 200)
  })

  it('measures the same whether parts come one by one or several at once', () => {
    const evenly = setUp(0)
    const together = setUp(0)
    for (let i = 0; i < 30; i++) {
      const [a, b] = [evenly.ask(), evenly.ask()]
      evenly.wait(100)
      a?.end(MIB)
      evenly.wait(100)
      b?.end(MIB)
      const both = [together.ask(), together.ask()]
      together.wait(200)
      for (const place of both) place.end(MIB)
    }
    expect(evenly.pace.bytesPerMs).toBeCloseTo(MIB / 100)
    expect(together.pace.bytesPerMs / evenly.pace.bytesPerMs).toBeGreaterThan(0.7)
    expect(together.pace.bytesPerMs / evenly.pace.bytesPerMs).toBeLessThan(1.4)
  })

  it('takes the end of a file for the little it is', () => {
    const { pace, ask, wait } = setUp(0)
    for (let i = 0; i < 10; i++) {
      const place = ask()
      wait(100)
      place.end(MIB)
    }
    const { receivedBytes } = pace
    const end = ask()
    wait(1)
    end.end(4096)
    expect(pace.receivedBytes).toBe(receivedBytes + 4096)
    expect(pace.bytesPerMs).toBeCloseTo(MIB / 100, -2)
  })

  it('learns nothing from what never came or never left', () => {
    const { pace, ask, wait } = setUp(0)
    const before = pace.bytesPerMs
    const [lost, unsent] = [ask(), pace.reserve(MIB)]
    wait(10)
    lost.end(0)
    unsent.end(MIB)
    expect(pace).toMatchObject({ bytesPerMs: before, receivedBytes: 0, inFlightBytes: 0 })
  })

  it('follows a line that becomes slower', () => {
    const { pace, ask, wait } = setUp(0)
    for (const [count, ms] of [
      [10, 10],
      [20, 500],
    ] as const) {
      for (let i = 0; i < count; i++) {
        const place = ask()
        wait(ms)
        place.end(MIB)
      }
      expect(pace.bytesPerMs / (MIB / ms)).toBeCloseTo(1, 1)
    }
  })

  it('expects a part behind all that is still to come', () => {
    const { pace, ask, wait } = setUp(50)
    const place = ask()
    wait(150)
    place.end(MIB)
    expect(pace.expectedMs(MIB)).toBeCloseTo(150)
    ask()
    expect(pace.expectedMs(MIB)).toBeCloseTo(250)
    pace.receive(MIB / 2)
    expect(pace.expectedMs(MIB)).toBeCloseTo(200)
  })

  it('never divides by nothing where the clock stands still', () => {
    const { pace, ask } = setUp(0)
    ask().end(MIB)
    expect(Number.isFinite(pace.bytesPerMs)).toBe(true)
    expect(pace.bytesPerMs).toBeGreaterThan(0)
  })
})
