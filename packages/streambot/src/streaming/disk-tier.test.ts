import { randomBytes } from 'node:crypto'
import { chmod, mkdir, copyFile, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PartSpan } from '../ports/file-source.js'
import { HEADER_BYTES, partName } from './disk-part-file.js'
import { contentFor, readCopy, spanOf, TierRig } from './disk-tier.fixture.js'

const MIB = 1024 * 1024
const never = new AbortController().signal

describe('what was written', () => {
  it('is answered for exactly its span and file', async () => {
    await using rig = await TierRig.create()
    const tier = rig.open()
    const span = spanOf(3, MIB / 8)
    await tier.write('10-20', span, contentFor('10-20', span))
    expect(await readCopy(tier, '10-20', span)).toEqual(contentFor('10-20', span))
    expect(await readCopy(tier, '10-21', span)).toBeNull()
    expect(await readCopy(tier, '10-20', spanOf(2, MIB / 8))).toBeNull()
    expect(rig.lentBuffers).toBe(0)
  })

  it('is answered however it is cut, unless something of it is missing', async () => {
    await using rig = await TierRig.create()
    const tier = rig.open()
    const file = randomBytes(2 * MIB - 77)
    const cut = ({ offsetBytes, lengthBytes }: PartSpan) => file.subarray(offsetBytes, offsetBytes + lengthBytes)
    const write = (span: PartSpan) => tier.write('1', span, cut(span))
    const read = (span: PartSpan) => readCopy(tier, '1', span)
    const [blocks, whole] = [Array.from({ length: 16 }, (_, i) => spanOf(i, MIB / 8)), spanOf(1, MIB)]

    for (const span of [blocks[8], blocks[9], spanOf(5, MIB / 4)]) await write(span ?? whole)
    expect(await read(whole)).toBeNull()
    expect(await read(spanOf(4, MIB / 4))).not.toBeNull()
    await write(spanOf(3, MIB / 2))
    await write(spanOf(0, MIB))
    for (const span of [...blocks, ...[0, 1, 2, 3].map((part) => spanOf(part, MIB / 2)), spanOf(0, MIB), whole]) {
      expect(Buffer.compare((await read(span)) ?? Buffer.of(), cut(span))).toBe(0)
    }
    expect(rig.lentBuffers).toBe(0)

    await truncate(join(rig.path, partName('1', spanOf(5, MIB / 4))), 1000)
    expect(await read(whole)).toBeNull()
    expect(await read(whole)).toBeNull()
    expect(rig.lentBuffers).toBe(0)
  })

  it('may be shorter at the end of a file', async () => {
    await using rig = await TierRig.create()
    const tier = rig.open()
    await tier.write('1', spanOf(0, MIB), contentFor('1', spanOf(0, MIB), 77))
    expect(await readCopy(tier, '1', spanOf(0, MIB))).toEqual(contentFor('1', spanOf(0, MIB), 77))
  })

  it('is there after a restart, and after one that was no orderly stop', async () => {
    await using rig = await TierRig.create()
    const first = rig.open()
    await first.write('1', spanOf(0), contentFor('1', spanOf(0)))
    const second = rig.open()
    await second.idle()
    expect(await readCopy(second, '1', spanOf(0))).toEqual(contentFor('1', spanOf(0)))
    expect(second.usedBytes).toBe(first.usedBytes)
  })

  it('is written once', async () => {
    await using rig = await TierRig.create()
    let writes = 0
    const tier = rig.open({}, (real) => ({ write: (...args) => (writes++, real.write(...args)) }))
    const write = () => tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    await Promise.all([write(), write()])
    await write()
    expect(writes).toBe(1)
  })

  it('is gone once its file is forgotten, also what was being written, and comes back when written again', async () => {
    await using rig = await TierRig.create()
    const tier = rig.open()
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    await tier.write('2', spanOf(0), contentFor('2', spanOf(0)))
    const underWay = tier.write('1', spanOf(1), contentFor('1', spanOf(1)))
    tier.forget('1')
    expect(await readCopy(tier, '1', spanOf(0))).toBeNull()
    await underWay
    expect(await readCopy(tier, '1', spanOf(1))).toBeNull()
    await tier.idle()
    expect(await rig.names()).toEqual([partName('2', spanOf(0))])

    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    expect(await readCopy(tier, '1', spanOf(0))).toEqual(contentFor('1', spanOf(0)))
  })

  it('is not answered when its file was forgotten while it was being read, or before the folder was known', async () => {
    await using rig = await TierRig.create()
    const first = rig.open()
    await first.write('1', spanOf(0), contentFor('1', spanOf(0)))
    const reading = first.read('1', spanOf(0), never)
    first.forget('1')
    expect(await reading).toBeNull()
    expect(rig.lentBuffers).toBe(0)

    await first.write('1', spanOf(0), contentFor('1', spanOf(0)))
    const second = rig.open()
    second.forget('1')
    await second.idle()
    expect(await readCopy(second, '1', spanOf(0))).toBeNull()
    expect(await rig.names()).toEqual([])
  })
})

describe('a damaged file', () => {
  const damage = {
    'with a flipped bit': async (path: string, at: number) => {
      const bytes = await readFile(path)
      const place = at % bytes.length
      bytes[place] = (bytes[place] ?? 0) ^ (1 << (at % 8))
      await writeFile(path, bytes)
    },
    'cut short': async (path: string, at: number) => truncate(path, at % (await stat(path)).size),
    'grown longer': async (path: string, at: number) => writeFile(path, Buffer.alloc(1 + (at % 5000)), { flag: 'a' }),
    'of another part': (path: string) => copyFile(join(path, '..', partName('other', spanOf(0))), path),
    'that is a folder': async (path: string) => {
      await rm(path)
      await mkdir(join(path, 'inside'), { recursive: true })
    },
  }

  it.each(Object.entries(damage))('%s is missing and removed, before and after a restart', async (_, spoil) => {
    await using rig = await TierRig.create()
    const content = contentFor('1', spanOf(0))
    let tier = rig.open()
    await tier.write('other', spanOf(0), contentFor('other', spanOf(0)))
    await fc.assert(
      fc.asyncProperty(fc.nat(100_000), fc.boolean(), fc.boolean(), async (at, isRestarted, isMendedAtOnce) => {
        await tier.write('1', spanOf(0), content)
        await spoil(join(rig.path, partName('1', spanOf(0))), at)
        if (isRestarted) {
          tier = rig.open()
          await tier.idle()
        }
        expect(await readCopy(tier, '1', spanOf(0))).toBeNull()
        if (isMendedAtOnce) {
          await tier.write('1', spanOf(0), content)
          expect(await readCopy(tier, '1', spanOf(0))).toEqual(content)
          return
        }
        await tier.idle()
        expect(await rig.names()).toEqual([partName('other', spanOf(0))])
        expect(rig.lentBuffers).toBe(0)
      }),
      { numRuns: 40 },
    )
    expect(rig.reports).toEqual([])
  })

  it('that is a link to another one is not followed', async () => {
    await using rig = await TierRig.create()
    const tier = rig.open()
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    const path = join(rig.path, partName('1', spanOf(0)))
    await copyFile(path, join(rig.root, 'elsewhere'))
    await rm(path)
    await symlink(join(rig.root, 'elsewhere'), path)
    expect(await readCopy(tier, '1', spanOf(0))).toBeNull()
    await tier.idle()
    expect(await readFile(join(rig.root, 'elsewhere'))).toHaveLength(HEADER_BYTES + 4096)
  })
})

describe('the folder', () => {
  it('holds every file whatever its key, and only the owner may look inside', async () => {
    await using rig = await TierRig.create()
    const tier = rig.open()
    const keys = ['../../escape', '/tmp/escape', '', '.', 'a\0b', 'ü'.repeat(5000)]
    for (const key of keys) await tier.write(key, spanOf(0), contentFor('1', spanOf(0)))
    for (const key of keys) expect(await readCopy(tier, key, spanOf(0))).toEqual(contentFor('1', spanOf(0)))
    expect(await rig.names()).toEqual(keys.map((key) => partName(key, spanOf(0))).toSorted())
    expect((await stat(rig.path)).mode & 0o777).toBe(0o700)
    for (const name of await rig.names()) expect((await stat(join(rig.path, name))).mode & 0o777).toBe(0o600)
  })

  it('is closed to others even if it was open before', async () => {
    await using rig = await TierRig.create()
    await mkdir(rig.path)
    await chmod(rig.path, 0o755)
    await rig.open().idle()
    expect((await stat(rig.path)).mode & 0o777).toBe(0o700)
  })

  it('loses what a crash left half-written, and keeps what belongs to others', async () => {
    await using rig = await TierRig.create()
    await mkdir(rig.path)
    await writeFile(join(rig.path, '4711.unfinished'), 'half a part')
    await writeFile(join(rig.path, 'notes.txt'), 'mine')
    const tier = rig.open()
    await tier.idle()
    expect(await rig.names()).toEqual(['notes.txt'])
    expect(tier.usedBytes).toBe(0)
  })
})
