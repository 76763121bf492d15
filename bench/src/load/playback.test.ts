import { expect, it } from 'vitest'
import { Playback } from './playback.js'

const order = { bytesPerSecond: 100, beginsWithSeconds: 2, holdsSeconds: 30 }

it('begins with what it needs, and plays on while bytes come in time', () => {
  const playback = new Playback(order)
  playback.arrived(199, 500)
  playback.arrived(1, 700)
  playback.arrived(100, 2600)
  expect(playback.end(3700)).toEqual({ startedMs: 700, stalls: 0, stalledMs: 0 })
})

it('stands still from when the last byte is played until there is enough again', () => {
  const playback = new Playback(order)
  playback.arrived(200, 0)
  playback.arrived(150, 3000)
  playback.arrived(50, 3500)
  expect(playback.end(5400)).toEqual({ startedMs: 0, stalls: 1, stalledMs: 1500 })
})

it('counts the stall that lasts until the end', () => {
  const playback = new Playback(order)
  playback.arrived(200, 1000)
  expect(playback.end(3500)).toEqual({ startedMs: 1000, stalls: 1, stalledMs: 500 })
})

it('has not begun where nothing came', () => {
  expect(new Playback(order).end(9000)).toEqual({ startedMs: null, stalls: 0, stalledMs: 0 })
})

it('takes what it may hold, and as much more as it has played', () => {
  const playback = new Playback(order)
  expect(playback.wantedBytes(0)).toBe(3000)
  playback.arrived(3000, 0)
  expect(playback.wantedBytes(0)).toBe(3000)
  expect(playback.wantedBytes(1500)).toBe(3150)
})
