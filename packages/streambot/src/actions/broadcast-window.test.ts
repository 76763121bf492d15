import { describe, expect, it } from 'vitest'
import { BroadcastWindow } from './broadcast-window.js'

describe('the cursor', () => {
  it('moves to before the first of whom nothing is known yet', () => {
    const window = new BroadcastWindow()
    const [three, five, nine] = [window.ask(3), window.ask(5), window.ask(9)]
    expect(window.next()).toBeNull()
    five('sent')
    expect(window.next()).toBeNull()
    expect(window.askedAndSettled).toBe(0)
    three('failed')
    expect(window.askedAndSettled).toBe(2)
    const next = window.next()
    expect(next?.step).toEqual({ cursor: 5, sent: 1, unreachable: 0, failed: 1 })
    next?.take()
    expect(window.asked).toBe(1)
    nine('unreachable')
    expect(window.next()?.step).toEqual({ cursor: 9, sent: 0, unreachable: 1, failed: 0 })
  })

  it('moves past any number of people who are not asked, as one', () => {
    const window = new BroadcastWindow()
    const one = window.ask(1)
    for (let id = 2; id <= 1000; id++) window.pass(id)
    expect(window.asked).toBe(1)
    one('sent')
    expect(window.next()?.step).toEqual({ cursor: 1000, sent: 1, unreachable: 999, failed: 0 })
  })

  it('counts those who are passed over while it moves in the next step', () => {
    const window = new BroadcastWindow()
    window.pass(1)
    const next = window.next()
    window.pass(2)
    window.pass(3)
    expect(next?.step).toEqual({ cursor: 1, sent: 0, unreachable: 1, failed: 0 })
    next?.take()
    expect(window.next()?.step).toEqual({ cursor: 3, sent: 0, unreachable: 2, failed: 0 })
  })

  it('is left where it is when everybody is counted for the last time, and nobody counts twice', () => {
    const window = new BroadcastWindow()
    const first = window.ask(1)
    window.ask(2)('sent')
    window.pass(3)
    expect(window.drain()).toEqual({ sent: 1, unreachable: 1, failed: 0 })
    expect(window.counts).toEqual({ sent: 0, unreachable: 0, failed: 0 })
    first('sent')
    expect(window.next()?.step).toEqual({ cursor: 3, sent: 1, unreachable: 0, failed: 0 })
  })
})
