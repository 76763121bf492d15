import { describe, expect, it } from 'vitest'
import { SlabPool } from './slab-pool.js'

const PART = 1024 * 1024

describe('SlabPool', () => {
  it('lends a buffer again once it was given back, and not before', () => {
    const pool = new SlabPool()
    const first = pool.take(PART)
    expect(pool.take(PART).buffer).not.toBe(first.buffer)
    pool.giveBack(first.subarray(100))
    expect(pool.take(PART + 100).buffer).toBe(first.buffer)
  })

  it('takes nothing back twice, and nothing that is not its own', () => {
    const pool = new SlabPool()
    const slab = pool.take(PART)
    pool.giveBack(slab)
    pool.giveBack(slab)
    pool.giveBack(new Uint8Array(PART))
    pool.giveBack(Buffer.from('small and from the shared pool'))
    expect(pool.bytes()).toBe(PART + 4096)
  })

  it('gives buffers of the exact length asked for, of any length', () => {
    const pool = new SlabPool()
    for (const length of [0, 1, 300_000, PART, PART + 4096, 5 * PART]) expect(pool.take(length)).toHaveLength(length)
  })

  it('never holds more free buffers than it may, and none once trimmed', () => {
    const pool = new SlabPool({ maxFreeBytes: 16 * PART })
    const lent = Array.from({ length: 40 }, () => pool.take(PART))
    for (const slab of lent) pool.giveBack(slab)
    expect(pool.bytes()).toBeGreaterThan(14 * PART)
    expect(pool.bytes()).toBeLessThanOrEqual(16 * PART)
    pool.trim()
    expect(pool.bytes()).toBe(0)
    expect(pool.take(PART).buffer).not.toBe(lent[0]?.buffer)
  })

  it('keeps the size that is in use when it is full of another', () => {
    const pool = new SlabPool({ maxFreeBytes: 4 * PART })
    for (const slab of Array.from({ length: 4 }, () => pool.take(PART))) pool.giveBack(slab)
    const small = Array.from({ length: 20 }, () => pool.take(PART / 8))
    for (const slab of small) pool.giveBack(slab)
    const again = Array.from({ length: 20 }, () => pool.take(PART / 8))
    expect(new Set(again.map((it) => it.buffer))).toEqual(new Set(small.map((it) => it.buffer)))
  })

  it('frees at once what it does not keep', () => {
    const freed: ArrayBuffer[] = []
    const pool = new SlabPool({ maxFreeBytes: 2 * PART + 8192, freeBuffer: (slab) => freed.push(slab) })
    const lent = Array.from({ length: 5 }, () => pool.take(PART))
    for (const slab of lent) pool.giveBack(slab)
    expect(freed).toHaveLength(3)
    pool.trim()
    expect(new Set(freed)).toEqual(new Set(lent.map((slab) => slab.buffer)))
  })

  it('keeps buffers of small parts and of whole ones apart', () => {
    const pool = new SlabPool()
    pool.giveBack(pool.take(128 * 1024))
    expect(pool.bytes()).toBe(132 * 1024)
    expect(pool.take(PART).buffer.byteLength).toBe(PART + 4096)
    expect(pool.bytes()).toBe(132 * 1024)
  })

  it('poisons what was given back, for tests that look for readers who are late', () => {
    const pool = new SlabPool({ isPoisoning: true })
    const slab = pool.take(PART).fill(1)
    pool.giveBack(slab)
    expect([slab[0], slab.at(-1)]).toEqual([0xdd, 0xdd])
  })
})
