import { describe, expect, it } from 'vitest'
import { AccessMemory } from './link-access-memory.js'

describe('AccessMemory', () => {
  it('makes room by forgetting what was used longest ago', () => {
    const memory = new AccessMemory<string>({ maxEntries: 2 })
    memory.set('a', 'A', 0)
    memory.set('b', 'B', 0)
    expect(memory.get('a', 0)).toBe('A')
    memory.set('c', 'C', 0)
    expect([memory.get('a', 0), memory.get('b', 0), memory.get('c', 0)]).toEqual(['A', undefined, 'C'])
    expect(memory.size).toBe(2)
  })

  it('replaces without needing room', () => {
    const memory = new AccessMemory<number>({ maxEntries: 2 })
    for (let count = 0; count < 10; count++) for (const key of ['a', 'b']) memory.set(key, count, 0)
    expect([memory.get('a', 0), memory.get('b', 0), memory.size]).toEqual([9, 9, 2])
  })

  it('forgets what is older than its age, however often it is used', () => {
    const memory = new AccessMemory<string>({ maxEntries: 2, maxAgeMs: 100 })
    memory.set('a', 'A', 1000)
    expect(memory.get('a', 1100)).toBe('A')
    expect(memory.get('a', 1101)).toBeUndefined()
    expect(memory.size).toBe(0)
  })

  it('forgets on demand', () => {
    const memory = new AccessMemory<string>({ maxEntries: 2 })
    memory.set(1, 'A', 0)
    memory.delete(1)
    expect(memory.get(1, 0)).toBeUndefined()
  })
})
