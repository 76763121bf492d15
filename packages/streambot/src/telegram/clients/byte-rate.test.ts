import { describe, expect, it } from 'vitest'
import { ByteRate } from './byte-rate.js'

describe('a rate of bytes', () => {
  it('is nothing before there is anything to compare', () => {
    const rate = new ByteRate()
    expect(rate.bytesPerSecond).toBe(0)
    rate.sample(5000, 1000)
    expect(rate.bytesPerSecond).toBe(0)
  })

  it('is what came between two looks', () => {
    const rate = new ByteRate()
    rate.sample(1000, 5000)
    rate.sample(4000, 7000)
    expect(rate.bytesPerSecond).toBe(1500)
  })

  it('covers the last ten seconds, and forgets what was before', () => {
    const rate = new ByteRate()
    for (let second = 0; second <= 10; second++) rate.sample(second * 1000, second * 1000)
    expect(rate.bytesPerSecond).toBe(1000)
    for (let second = 11; second <= 15; second++) rate.sample(10_000, second * 1000)
    expect(rate.bytesPerSecond).toBe(500)
    for (let second = 16; second <= 20; second++) rate.sample(10_000, second * 1000)
    expect(rate.bytesPerSecond).toBe(0)
  })

  it('goes by the time that really passed between looks', () => {
    const rate = new ByteRate()
    for (let look = 0; look < 40; look++) rate.sample(look * 3000, look * 3000)
    expect(rate.bytesPerSecond).toBe(1000)
  })

  it('is not endless where no time has passed', () => {
    const rate = new ByteRate()
    rate.sample(0, 1000)
    rate.sample(5000, 1000)
    expect(rate.bytesPerSecond).toBe(0)
  })
})
