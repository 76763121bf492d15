import { describe, expect, it } from 'vitest'
import { sampleEntry } from '../../ports/audit-log.contract.js'
import { openSqliteStores } from './open-sqlite-stores.js'
import { MAX_PRUNED_AT_ONCE } from './prune.js'

describe('prune', () => {
  it('deletes much in small pieces, and lets others go on in between', async () => {
    await using stores = await openSqliteStores(':memory:')
    const entries = Array.from({ length: 2 * MAX_PRUNED_AT_ONCE }, (_, at) => ({
      ...sampleEntry,
      id: `${at}`,
      atMs: 1,
    }))
    for (const half of [entries.slice(0, MAX_PRUNED_AT_ONCE), entries.slice(MAX_PRUNED_AT_ONCE)]) {
      await stores.archive.restore(half.map((value) => ({ kind: 'audit', value })))
    }
    await stores.audit.write({ ...sampleEntry, id: 'new', atMs: 2 })

    const leftInBetween = new Promise((resolve) => {
      setImmediate(() => resolve(stores.audit.page(9, 9000).then(({ length }) => length)))
    })
    expect(await stores.audit.prune(2)).toBe(entries.length)
    expect(await leftInBetween).toBe(MAX_PRUNED_AT_ONCE + 1)
    expect((await stores.audit.page(9, 9)).map(({ id }) => id)).toEqual(['new'])
  })
})
