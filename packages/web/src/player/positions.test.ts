import { describe, expect, it } from 'vitest'
import { Positions } from './positions.js'

class FakeStorage {
  readonly items = new Map<string, string>()
  getItem(key: string): string | null {
    return this.items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value)
  }
}

describe('where a link was left', () => {
  it('is known the next time, for each link by itself', () => {
    const storage = new FakeStorage()
    new Positions(storage).keep('one', 754.9, 5400)
    new Positions(storage).keep('two', 60, 5400)
    expect([new Positions(storage).of('one'), new Positions(storage).of('two')]).toEqual([754, 60])
    expect(new Positions(storage).of('three')).toBeNull()
  })

  it.each([
    ['the beginning', 9],
    ['the end', 90],
  ])('is forgotten near %s', (_where, seconds) => {
    const positions = new Positions(new FakeStorage())
    positions.keep('one', 50, 100)
    positions.keep('one', seconds, 100)
    expect(positions.of('one')).toBeNull()
  })

  it('is kept for the hundred links that were played last', () => {
    const positions = new Positions(new FakeStorage())
    for (let i = 0; i < 101; i++) positions.keep(`link ${i}`, 50, 100)
    expect([positions.of('link 0'), positions.of('link 1'), positions.of('link 100')]).toEqual([null, 50, 50])
  })

  it.each(['{', '{"a":1}', '[1,["x"],["y","z"]]', 'null'])('begins anew where %s is kept', (rubbish) => {
    const storage = new FakeStorage()
    storage.items.set('streambot.positions', rubbish)
    const positions = new Positions(storage)
    expect(positions.of('y')).toBeNull()
    positions.keep('y', 50, 100)
    expect(positions.of('y')).toBe(50)
  })

  it('is nowhere in a browser that keeps nothing, which plays all the same', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('QuotaExceededError')
      },
    }
    for (const positions of [new Positions(null), new Positions(full)]) {
      positions.keep('one', 50, 100)
      expect(positions.of('one')).toBeNull()
    }
  })
})
