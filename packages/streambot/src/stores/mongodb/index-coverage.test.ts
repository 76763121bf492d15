import { describe, expect, it } from 'vitest'
import { isCovered, queriesOf, shapeOf, type Query } from './index-coverage.fixture.js'
import type { Index } from './indexes.js'

const INDEXES: readonly Index[] = [
  { collection: 'links', key: { ownerId: 1, createdAtMs: -1, _id: -1 } },
  { collection: 'links', key: { expiresAtMs: 1 } },
  { collection: 'links', key: { revokedAtMs: 1 } },
]

const find = (filter: Query['filter'], sort: Query['sort'] = {}, isLimited = false): Query => {
  return { collection: 'links', filter, sort, isLimited }
}

describe('the checker of queries', () => {
  it.each<[string, Query]>([
    ['by identity', find({ _id: 'a', revokedAtMs: null })],
    ['of a list of identities', find({ _id: { $in: ['a', 'b'] } })],
    ['from an identity on, in order', find({ _id: { $gt: 'a' }, size: 1 }, { _id: 1 })],
    ['of everything to a limit, in the order of an index', find({}, { _id: 1 }, true)],
    ['by the first field of an index', find({ ownerId: 7 })],
    ['by the first field of an index, in the order of the next', find({ ownerId: 7 }, { createdAtMs: -1, _id: -1 })],
    ['the same way backwards', find({ ownerId: 7 }, { createdAtMs: 1, _id: 1 })],
    ['of alternatives with an index each', find({ $or: [{ expiresAtMs: { $lt: 5 } }, { revokedAtMs: { $lt: 5 } }] })],
  ])('takes one %s for covered', (_, query) => {
    expect(isCovered(query, INDEXES)).toBe(true)
  })

  it.each<[string, Query]>([
    ['of everything', find({}, { _id: 1 })],
    ['of everything to a limit, in no order', find({}, {}, true)],
    ['by a field without an index', find({ size: 5 })],
    ['by a field that is not the first', find({ createdAtMs: 5 })],
    ['by what a field is not', find({ ownerId: { $ne: 5 } })],
    ['by what most documents do not have', find({ revokedAtMs: null })],
    ['in an order that no index has', find({ ownerId: 7 }, { size: 1 })],
    ['in an order that turns half-way', find({ ownerId: 7 }, { createdAtMs: -1, _id: 1 })],
    ['of several owners in the order of one', find({ ownerId: { $in: [7, 8] } }, { createdAtMs: -1 })],
    ['of alternatives of which one has no index', find({ $or: [{ expiresAtMs: { $lt: 5 } }, { size: 5 }] })],
    ['of another collection', { ...find({ ownerId: 7 }), collection: 'users' }],
  ])('takes one %s for a scan', (_, query) => {
    expect(isCovered(query, INDEXES)).toBe(false)
  })

  it('reads queries out of commands, and refuses a command that it does not know', () => {
    const updates = [{ q: { _id: 1 } }, { q: { size: 2 } }]
    expect(queriesOf({ commandName: 'update', command: { update: 'links', updates } })).toEqual([
      find({ _id: 1 }),
      find({ size: 2 }),
    ])
    const command = { find: 'links', filter: { a: 1 }, sort: new Map([['a', -1]]), limit: 1 }
    expect(queriesOf({ commandName: 'find', command })).toEqual([find({ a: 1 }, { a: -1 }, true)])
    expect(queriesOf({ commandName: 'count', command: { count: 'links' } })).toEqual([])
    expect(() => queriesOf({ commandName: 'count', command: { count: 'links', query: {} } })).toThrow()
    expect(() => queriesOf({ commandName: 'aggregate', command: { aggregate: 'links' } })).toThrow()
  })

  it('takes queries that differ in values only for one', () => {
    expect(shapeOf(find({ _id: { $in: [1, 2] } }))).toBe(shapeOf(find({ _id: { $in: [3] } })))
    expect(shapeOf(find({ _id: 1 }))).not.toBe(shapeOf(find({ ownerId: 1 })))
  })
})
