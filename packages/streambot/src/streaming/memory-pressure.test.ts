import { describe, expect, it } from 'vitest'
import { toPressureLevel, type PressureLevel } from './memory-pressure.js'

function levels(...used: number[]): PressureLevel[] {
  let level: PressureLevel = 'normal'
  return used.map((part) => (level = toPressureLevel(level, part)))
}

describe('the pressure level', () => {
  it('rises at 80, 88 and 95 per cent, several at once if need be', () => {
    expect(levels(0.79, 0.8, 0.88, 0.95)).toEqual(['normal', 'tight', 'short', 'full'])
    expect(levels(1.2)).toEqual(['full'])
  })

  it('falls only well below where it rose, one level after the other', () => {
    expect(levels(0.95, 0.91, 0.9, 0.89, 0.84, 0.82, 0.76, 0.74)).toEqual([
      'full',
      'full',
      'full',
      'short',
      'short',
      'tight',
      'tight',
      'normal',
    ])
  })

  it('falls all the way when everything is free at once', () => {
    expect(levels(0.99, 0.2)).toEqual(['full', 'normal'])
  })
})
