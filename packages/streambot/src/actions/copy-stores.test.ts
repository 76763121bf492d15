import { describe, expect, it } from 'vitest'
import type { Archive, ArchiveRecord } from '../ports/archive.js'
import { copyStores } from './copy-stores.js'

function archiveOf(count: number): Archive & { restored: ArchiveRecord[][] } {
  const restored: ArchiveRecord[][] = []
  return {
    restored,
    async *records() {
      for (let i = 0; i < count; i++) {
        await Promise.resolve()
        const value = { name: String(i), value: i, changedBy: 1, changedAtMs: 1 }
        yield i % 2 === 0 ? { kind: 'setting', value } : { kind: 'reader', value: { linkId: String(i), reader: 'r' } }
      }
    },
    restore: (records) => {
      restored.push([...records])
      return Promise.resolve()
    },
  }
}

describe('copyStores', () => {
  it('copies every record in batches, and tells how far it is', async () => {
    const [from, to] = [archiveOf(1201), archiveOf(0)]
    const told: number[] = []
    const onProgress = (counts: object) =>
      told.push(Object.values(counts).reduce((sum: number, it) => sum + Number(it), 0))
    const counts = await copyStores({ from, to, onProgress }, { intoExisting: false })
    expect(counts).toEqual({ setting: 601, reader: 600 })
    expect(to.restored.map((batch) => batch.length)).toEqual([500, 500, 201])
    expect(told).toEqual([500, 1000, 1201])
  })

  it('touches no store that holds something, unless told to', async () => {
    const [from, to] = [archiveOf(3), archiveOf(1)]
    const deps = { from, to, onProgress: () => {} }
    await expect(copyStores(deps, { intoExisting: false })).rejects.toMatchObject({ code: 'bad_config' })
    expect(to.restored).toEqual([])
    await copyStores(deps, { intoExisting: true })
    expect(to.restored.flat()).toHaveLength(3)
  })
})
