import { describe, expect, it } from 'vitest'
import { sampleLink } from '../../ports/link-store.contract.js'
import { storesContract } from '../../ports/stores.contract.js'
import { BoundedMap } from './bounded-map.js'
import { MemoryLinkStore } from './memory-link-store.js'
import { openMemoryStores } from './open-memory-stores.js'

describe('memory stores', () => {
  storesContract(() => Promise.resolve(openMemoryStores()))
})

describe('MemoryLinkStore', () => {
  it('holds no more links than it may, and forgets the oldest', async () => {
    const store = new MemoryLinkStore(2)
    for (const id of ['1', '2', '3']) await store.add({ ...sampleLink, id })
    expect(await store.find('1')).toBeNull()
    expect((await store.find('3'))?.id).toBe('3')
  })
})

describe('BoundedMap', () => {
  it('forgets the oldest when full, and nothing when a value takes the place of another', () => {
    const map = new BoundedMap<string, number>(2)
    map.set('a', 1).set('b', 1).set('a', 2)
    expect([...map]).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    expect([...map.set('c', 1)]).toEqual([
      ['b', 1],
      ['c', 1],
    ])
  })
})
