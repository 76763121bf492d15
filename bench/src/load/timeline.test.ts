import { expect, it } from 'vitest'
import { Timeline } from './timeline.js'

it('tells when bytes came, and puts a gap where it ended', () => {
  const timeline = new Timeline(100)
  timeline.arrived(10, 20)
  timeline.arrived(5, 90)
  timeline.arrived(7, 350)
  expect(timeline.end(360)).toEqual([
    { bytes: 15, longestGapMs: 70 },
    { bytes: 0, longestGapMs: 0 },
    { bytes: 0, longestGapMs: 0 },
    { bytes: 7, longestGapMs: 260 },
  ])
})

it('counts the silence before the end', () => {
  const timeline = new Timeline(100)
  timeline.arrived(10, 20)
  expect(timeline.end(480).at(-1)).toEqual({ bytes: 0, longestGapMs: 460 })
})
