import { describe, expect, it } from 'vitest'
import { BroadcastPace } from './broadcast-pace.js'
import { ManualTime } from './manual-time.fixture.js'

const { signal } = new AbortController()

/** Whoever is given a turn, and when. */
function setUp(perSecond: number) {
  const time = new ManualTime()
  const startMs = time.now()
  const pace = new BroadcastPace(perSecond, time)
  const turns: number[] = []
  const ask = (times: number, until = signal) => {
    for (let at = 0; at < times; at++) {
      pace.turn(until).then(
        () => turns.push(time.now() - startMs),
        () => {},
      )
    }
  }
  return { time, pace, turns, ask }
}

describe('turns', () => {
  it('come one by one, so many a second, however many ask at once', async () => {
    const { time, turns, ask } = setUp(4)
    ask(9)
    await time.advance(1000)
    expect(turns).toEqual([0, 150, 400, 650, 900])
    await time.advance(1000)
    expect(turns).toHaveLength(9)
  })

  it('that nobody asked for are made up for by no more than a tenth of a second', async () => {
    const { time, turns, ask } = setUp(100)
    await time.advance(10_000)
    ask(200)
    await time.advance(999)
    expect(turns).toHaveLength(110)
  })

  it('are as many as they should be though every timer is a little late', async () => {
    const { time, turns, ask } = setUp(100)
    ask(1000)
    for (let late = 0; late < 50; late++) {
      await time.advance(10)
      time.stall(30)
    }
    await time.advance(1)
    expect(turns.length).toBeGreaterThanOrEqual(200)
    expect(turns.length).toBeLessThanOrEqual(211)
  })

  it('do not come all at once when the process stood still', async () => {
    const { time, turns, ask } = setUp(100)
    ask(1000)
    await time.advance(1000)
    const before = turns.length
    time.stall(60_000)
    await time.advance(1)
    expect(turns.length - before).toBeLessThanOrEqual(11)
    await time.advance(998)
    expect(turns.length - before).toBeLessThanOrEqual(111)
  })

  it('wait as long as Telegram says, also those that were promised before, and come at the usual pace then', async () => {
    const { time, pace, turns, ask } = setUp(4)
    ask(4)
    await time.advance(100)
    pace.close(5000)
    expect(pace.closedForMs).toBe(5000)
    pace.close(1000)
    await time.advance(6000)
    expect(turns).toEqual([0, 5100, 5250, 5500])
    expect(pace.closedForMs).toBe(0)
  })

  it('wait longer than a timer can', async () => {
    const { time, pace, turns, ask } = setUp(4)
    const longMs = 40 * 86_400_000
    pace.close(longMs)
    ask(1)
    await time.advance(longMs - 1)
    expect(turns).toEqual([])
    await time.advance(1)
    expect(turns).toEqual([longMs])
  })

  it('come to nobody while they are held, and at the usual pace then', async () => {
    const { time, pace, turns, ask } = setUp(4)
    ask(3)
    await time.advance(10)
    pace.hold()
    pace.hold()
    await time.advance(5000)
    expect(turns).toEqual([0])
    pace.release()
    await time.advance(1000)
    expect(turns).toEqual([0, 5010, 5160])
  })

  it('are given up when nobody wants them any more, leaving nothing behind', async () => {
    const { time, pace, turns, ask } = setUp(4)
    const leaving = new AbortController()
    ask(3, leaving.signal)
    await time.advance(10)
    pace.hold()
    ask(1, leaving.signal)
    leaving.abort(new Error('left'))
    await expect(pace.turn(leaving.signal)).rejects.toThrow('left')
    expect(turns).toEqual([0])
    expect(time.timersLeft).toBe(0)
  })
})
