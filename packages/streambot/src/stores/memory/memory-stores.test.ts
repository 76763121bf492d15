import { describe, expect, it } from 'vitest'
import { MAX_INTENDED_ANSWERS } from '../../ports/answer-journal.js'
import { sampleAnswer } from '../../ports/answer-journal.contract.js'
import { sampleLink } from '../../ports/link-store.contract.js'
import { storesContract } from '../../ports/stores.contract.js'
import { BoundedMap } from './bounded-map.js'
import { MemoryAnswerJournal } from './memory-answer-journal.js'
import { MemoryLinkStore } from './memory-link-store.js'
import { openMemoryStores } from './open-memory-stores.js'

describe('memory stores', () => {
  storesContract(() => Promise.resolve(openMemoryStores()), true)
})

describe('MemoryLinkStore', () => {
  it('holds no more links than it may, and forgets the oldest', async () => {
    const store = new MemoryLinkStore(2)
    for (const id of ['1', '2', '3']) await store.add({ ...sampleLink, id })
    expect(await store.find('1')).toBeNull()
    expect((await store.find('3'))?.id).toBe('3')
  })
})

describe('MemoryAnswerJournal', () => {
  it('holds no more answers than it gives at once, and forgets the oldest', async () => {
    const journal = new MemoryAnswerJournal()
    for (let atMs = 0; atMs < MAX_INTENDED_ANSWERS + 2; atMs++) {
      await journal.intend({ ...sampleAnswer, name: `${atMs}`, atMs })
    }
    const newest = Array.from({ length: MAX_INTENDED_ANSWERS }, (_, at) => MAX_INTENDED_ANSWERS + 1 - at)
    expect((await journal.since(0)).map(({ atMs }) => atMs)).toEqual(newest)
    expect(await journal.prune(Infinity)).toBe(MAX_INTENDED_ANSWERS)
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
