import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FairQueue } from './fair-queue.js'

interface Item {
  readonly streamId: string
  readonly number: number
  readonly lengthBytes: number
}

const anywhere = () => 'here'
const item = (streamId: string, number: number, lengthBytes = 1): Item => ({ streamId, number, lengthBytes })

function queueOf(items: readonly Item[]): FairQueue<Item> {
  const queue = new FairQueue<Item>()
  for (const it of items) queue.push(it)
  return queue
}

function takeAll(queue: FairQueue<Item>): string {
  const taken: string[] = []
  for (let it = queue.take(anywhere); it; it = queue.take(anywhere)) taken.push(`${it.item.streamId}${it.item.number}`)
  return taken.join(' ')
}

describe('FairQueue', () => {
  it('gives each stream its turn, first come first served within it', () => {
    const queue = queueOf([item('a', 1), item('a', 2), item('a', 3), item('b', 1), item('b', 2), item('c', 1)])
    expect(queue.size).toBe(6)
    expect(takeAll(queue)).toBe('a1 b1 c1 a2 b2 a3')
    expect(queue.size).toBe(0)
  })

  it('gives a stream that asks for more while it has its turn no second one', () => {
    const queue = queueOf([item('a', 1), item('a', 2), item('b', 1)])
    queue.take(anywhere)
    queue.push(item('a', 3))
    expect(takeAll(queue)).toBe('b1 a2 a3')
  })

  it('puts what came back before whatever else its stream waits for', () => {
    const queue = queueOf([item('a', 1), item('a', 2)])
    const taken = queue.take(anywhere)
    if (taken) queue.pushBack(taken.item)
    expect(takeAll(queue)).toBe('a1 a2')
  })

  it('gives who asks for small pieces as many bytes as who asks for large ones', () => {
    const small = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => item('a', number, 128))
    const queue = queueOf([item('b', 1, 1024), item('b', 2, 1024), ...small])
    expect(takeAll(queue)).toBe('b1 a1 a2 a3 a4 a5 a6 a7 a8 b2')
  })

  it('remembers what a stream was given while it waits for nothing and others do, and not for longer', () => {
    const queue = queueOf([item('a', 1, 1024), item('b', 1, 128), item('b', 2, 128)])
    queue.take(anywhere)
    queue.push(item('a', 2, 1024))
    expect(takeAll(queue)).toBe('b1 b2 a2')
    for (const late of [item('a', 3), item('b', 3)]) queue.push(late)
    expect(takeAll(queue)).toBe('a3 b3')
  })

  it('lets ever new streams that ask for one part take no more than their share from one that stays', () => {
    for (const lengthBytes of [64, 1024]) {
      // Two at a time, one after the other: somebody who asks for each part by a request of its own.
      const queue = queueOf([item('stays', 0, 1024), item('new', 0, lengthBytes), item('new too', 0, lengthBytes)])
      const givenBytes = { stays: 0, others: 0 }
      for (let number = 0; number < 10_000; number++) {
        const taken = queue.take(anywhere)?.item
        const doesStay = taken?.streamId === 'stays'
        givenBytes[doesStay ? 'stays' : 'others'] += taken?.lengthBytes ?? 0
        queue.push(doesStay ? item('stays', number, 1024) : item(`new ${number}`, number, lengthBytes))
      }
      expect(givenBytes.stays / givenBytes.others).toBeCloseTo(1 / 2, 1)
    }
  })

  it('forgets streams that are over also while one waits that there is no place for, and ends well', () => {
    const queue = queueOf([item('stuck', 0, 1024)])
    const elsewhere = (it: Item) => (it.streamId === 'stuck' ? null : 'here')
    for (let number = 0; number < 200_000; number++) {
      queue.push(item(`stream ${number}`, number, 1024))
      queue.take(elsewhere)
    }
    expect(queue.remembered).toBeLessThan(200)
    expect(queue.take(anywhere)?.item.streamId).toBe('stuck')
  })

  it('forgets streams that are over', () => {
    const queue = new FairQueue<Item>()
    for (let number = 0; number < 1000; number++) {
      queue.push(item(`stream ${number}`, number))
      queue.take(anywhere)
    }
    expect(queue.remembered).toBeLessThan(100)
  })

  it('passes over what there is no place for, and keeps it', () => {
    const queue = queueOf([item('a', 1), item('a', 2), item('b', 3), item('b', 2)])
    const even = (it: Item) => (it.number % 2 === 0 ? it.number : null)
    expect(queue.take(even)).toEqual({ item: item('a', 2), place: 2 })
    expect(queue.take(even)).toEqual({ item: item('b', 2), place: 2 })
    expect(queue.take(even)).toBeNull()
    expect([...queue]).toEqual([item('a', 1), item('b', 3)])
  })

  it('may lose items while they are looked through', () => {
    const queue = queueOf([item('a', 1), item('a', 2), item('b', 1)])
    const seen = []
    for (const it of queue) {
      seen.push(it)
      expect(queue.remove(it)).toBe(true)
      expect(queue.remove(it)).toBe(false)
    }
    expect(seen).toHaveLength(3)
    expect(queue.size).toBe(0)
  })

  it('never lets a stream have two turns before one that waited all the while has one', () => {
    const steps = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'c', 'd'), fc.constant(null)), { maxLength: 60 })
    fc.assert(
      fc.property(steps, (streams) => {
        const queue = new FairQueue<Item>()
        /** Turns of others since a waiting stream had its own. */
        const waiting = new Map<string, string[]>()
        for (const stream of [...streams, ...streams.map(() => null)]) {
          if (stream !== null) {
            queue.push(item(stream, 0))
            if (!waiting.has(stream)) waiting.set(stream, [])
            continue
          }
          const turn = queue.take(anywhere)?.item.streamId
          if (turn === undefined) continue
          waiting.delete(turn)
          for (const others of waiting.values()) {
            expect(others).not.toContain(turn)
            others.push(turn)
          }
          if ([...queue].some(({ streamId }) => streamId === turn)) waiting.set(turn, [])
        }
        expect(queue.size).toBe(0)
      }),
    )
  })
})
