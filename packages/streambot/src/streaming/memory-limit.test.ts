import { describe, expect, it } from 'vitest'
import { toMemoryLimit, toPartBudget } from './memory-limit.js'

const MIB = 1024 * 1024

describe('the memory limit', () => {
  it('is what the operator says, whatever the machine has', () => {
    expect(toMemoryLimit(2048 * MIB, 512 * MIB, 4096 * MIB)).toBe(2048 * MIB)
  })

  it('is else what the container or the machine has, and at most a GiB', () => {
    expect(toMemoryLimit(null, 512 * MIB, 4096 * MIB)).toBe(512 * MIB)
    expect(toMemoryLimit(null, 0, 700 * MIB)).toBe(700 * MIB)
    expect(toMemoryLimit(null, 2 ** 64, 4096 * MIB)).toBe(1024 * MIB)
  })

  it('leaves room for the server itself, and something for streams however small it is', () => {
    expect(Math.round(toPartBudget(512 * MIB) / MIB)).toBe(176)
    expect(toPartBudget(128 * MIB)).toBe(32 * MIB)
  })
})
