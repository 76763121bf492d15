import { describe, expect, it } from 'vitest'
import { StreamRegistry } from './stream-registry.js'
import type { StreamAbout } from './stream-record.js'

const about: StreamAbout = {
  id: 'a',
  linkId: '0011223344556677',
  ownerId: 7,
  fileName: 'film.mkv',
  sizeBytes: 5000,
  range: { start: 0, end: 4999 },
  address: '192.0.2.7',
}

function setUp() {
  const time = { nowMs: 1000 }
  const registry = new StreamRegistry({ now: () => time.nowMs })
  const later = (ms: number) => {
    time.nowMs += ms
    registry.sweep()
  }
  return { registry, later }
}

describe('the stream registry', () => {
  it('shows every stream that is open: whose, of what, how far, how fast, through whom', () => {
    const { registry, later } = setUp()
    using record = registry.open(about, () => {})
    record.attach({ heldBytes: 77, sweep: () => {} })
    record.servedBy('worker 1 (5)')
    record.servedBy('cache')
    record.servedBy('worker 1 (5)')
    record.sent(2000)
    later(1000)
    expect(registry.list()).toEqual([
      {
        ...about,
        startedAtMs: 1000,
        ageMs: 1000,
        sentBytes: 2000,
        bytesPerSecond: 2000,
        servedBy: ['worker 1 (5)', 'cache'],
        heldBytes: 77,
      },
    ])
  })

  it('tells the rate of the last seconds, not of the whole life', () => {
    const { registry, later } = setUp()
    using record = registry.open(about, () => {})
    const rate = () => registry.list()[0]?.bytesPerSecond ?? 0
    for (let second = 0; second < 60; second++) {
      record.sent(1000)
      later(1000)
    }
    expect(rate()).toBe(1000)
    for (let second = 0; second < 20; second++) later(1000)
    expect(rate()).toBeLessThan(30)
  })

  it('ends a stream by its id, and says when there is none', () => {
    const { registry } = setUp()
    const reasons: string[] = []
    using _record = registry.open(about, (reason) => reasons.push(reason))
    expect(registry.cancel('a', 'an admin said so')).toBe(true)
    expect(registry.cancel('b', 'nobody there')).toBe(false)
    expect(reasons).toEqual(['an admin said so'])
  })

  it('ends the streams of one link, of the links of one person, or all, and says how many', () => {
    const { registry } = setUp()
    const ended: string[] = []
    const open = (id: string, linkId: string, ownerId: number | null) =>
      registry.open({ ...about, id, linkId, ownerId }, (reason) => ended.push(`${id}: ${reason}`))
    using _a = open('a', 'first', 7)
    using _b = open('b', 'first', 7)
    using _c = open('c', 'second', 7)
    using _d = open('d', 'third', null)
    expect(registry.linkIds()).toEqual(new Set(['first', 'second', 'third']))
    expect(registry.cancelLink('first', 'revoked')).toBe(2)
    expect(registry.cancelOwnedBy(8, 'banned')).toBe(0)
    expect(registry.cancelOwnedBy(7, 'banned')).toBe(3)
    expect(registry.cancelAll('used up')).toBe(4)
    expect(ended.slice(0, 5)).toEqual(['a: revoked', 'b: revoked', 'a: banned', 'b: banned', 'c: banned'])
    expect(ended.slice(5)).toEqual(['a', 'b', 'c', 'd'].map((id) => `${id}: used up`))
  })

  it('counts a stream of several files to the link whose file it reads', () => {
    const { registry } = setUp()
    const ended: string[] = []
    using record = registry.open({ ...about, linkId: 'first' }, (reason) => ended.push(reason))
    record.turnTo('second')
    expect([registry.linkIds(), registry.list()[0]?.linkId]).toEqual([new Set(['second']), 'second'])
    expect([registry.cancelLink('first', 'revoked'), registry.cancelLink('second', 'revoked too')]).toEqual([0, 1])
    expect(ended).toEqual(['revoked too'])
  })

  it('forgets a stream when its record is disposed', () => {
    const { registry } = setUp()
    const record = registry.open(about, () => {})
    expect(registry.size).toBe(1)
    record[Symbol.dispose]()
    expect([registry.size, registry.list(), registry.cancel('a', '')]).toEqual([0, [], false])
  })

  it('passes each sweep on to the readers of open streams', () => {
    const { registry, later } = setUp()
    const swept: (boolean | undefined)[] = []
    using record = registry.open(about, () => {})
    record.attach({ heldBytes: 0, sweep: (isShort) => swept.push(isShort) })
    later(0)
    later(1000)
    registry.relieve()
    expect(swept).toEqual([undefined, undefined, true])
  })
})
