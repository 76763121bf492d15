import { describe, expect, it } from 'vitest'
import { FakeFiles } from './batches.fixture.js'
import { FileChecksums } from './file-checksums.js'
import { sampleLink } from './links.fixture.js'

const file = sampleLink.file
const other = { ...file, telegramFileId: '100' }
const empty = { ...file, telegramFileId: '101', sizeBytes: 0 }
const unknown = { whole: null, beginnings: [] }

function setUp(files = new FakeFiles([sampleLink])) {
  const troubles: unknown[] = []
  const create = () => new FileChecksums({ clock: { now: () => 1 }, files, onTrouble: (error) => troubles.push(error) })
  return { files, troubles, create }
}

describe('file checksums', () => {
  it('are kept for good once they are learned, and asked for once', async () => {
    const { files, create } = setUp()
    const checksums = create()
    expect(await checksums.find([file, other])).toEqual([unknown, unknown])
    checksums.learned(file, 0xfedcba98)
    expect(await checksums.find([other, file])).toEqual([unknown, { whole: 0xfedcba98, beginnings: [] }])
    const restarted = create()
    expect(await restarted.find([file])).toEqual([{ whole: 0xfedcba98, beginnings: [] }])
    const askedBefore = files.asked.length
    await restarted.find([file])
    expect(files.asked.length).toBe(askedBefore)
  })

  it('of an empty file need nobody to read it', async () => {
    const { create } = setUp()
    expect(await create().find([empty])).toEqual([{ whole: 0, beginnings: [] }])
  })

  it('of another file with the same id are not taken for its own', async () => {
    const { create } = setUp()
    create().learned(file, 5)
    const larger = { ...file, sizeBytes: file.sizeBytes + 1 }
    expect(await create().find([larger])).toEqual([unknown])
  })

  it('of beginnings are remembered in their order, without gaps, until the whole is known', async () => {
    const { create } = setUp()
    const checksums = create()
    for (const [steps, crc32] of [
      [1, 11],
      [2, 22],
      [1, 99],
      [4, 44],
      [3, 33],
      [2, 99],
    ] as const) {
      checksums.beginningLearned(file, steps, crc32)
    }
    expect(await checksums.find([file])).toEqual([{ whole: null, beginnings: [11, 22, 33] }])
    expect(await create().find([file])).toEqual([unknown])
    checksums.learned(file, 5)
    expect(await checksums.find([file])).toEqual([{ whole: 5, beginnings: [] }])
  })

  it('go on from memory while the database is away, and what was learned meanwhile is not lost to this instance', async () => {
    const { files, troubles, create } = setUp()
    const checksums = create()
    files.goAway()
    expect(await checksums.find([file])).toEqual([unknown])
    checksums.learned(file, 5)
    expect(await checksums.find([file])).toEqual([{ whole: 5, beginnings: [] }])
    expect(troubles).toEqual([])
  })

  it('tell of what is wrong with the database, and go on', async () => {
    const { files, troubles, create } = setUp()
    files.failure = new Error('broken')
    expect(await create().find([file])).toEqual([unknown])
    create().learned(file, 5)
    await new Promise(setImmediate)
    expect(troubles).toEqual([new Error('broken'), new Error('broken')])
  })
})
