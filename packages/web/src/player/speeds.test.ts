import { describe, expect, it } from 'vitest'
import { nextSpeed } from './speeds.js'

describe('the next speed', () => {
  it.each([
    [1, 1, 1.25],
    [1, -1, 0.75],
    [1.1, 1, 1.25],
    [1.1, -1, 1],
    [3, 1, 3],
    [0.25, -1, 0.25],
    [16, -1, 3],
  ])('from %f in direction %i is %f', (speed, direction, next) => {
    expect(nextSpeed(speed, direction)).toBe(next)
  })
})
