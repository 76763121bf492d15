import fc from 'fast-check'
import { expect, it } from 'vitest'
import { spaceOf } from './disk-index.js'
import { HEADER_BYTES } from './disk-part-file.js'
import { contentFor, readCopy, spanOf, TierRig } from './disk-tier.fixture.js'

const FILES = ['1', '2', '3']
const lengthOf = (part: number) => [100, 4096, 5000, 8192, 12_000][part % 5] ?? 1
const span = (part: number) => spanOf(part, 12_288)
const contentOfPart = (fileKey: string, part: number) => contentFor(fileKey, span(part), lengthOf(part))

interface Kept {
  readonly fileKey: string
  readonly part: number
}

/** What should be there, from the least to the most recently used. */
class Model {
  kept: Kept[] = []
  constructor(public limitBytes: number) {}

  use(fileKey: string, part: number): void {
    const known = this.kept.filter((it) => it.fileKey === fileKey && it.part === part)
    this.kept = [...this.kept.filter((it) => !known.includes(it)), ...known]
  }

  write(fileKey: string, part: number): void {
    const space = spaceOf(HEADER_BYTES + lengthOf(part))
    if (this.has(fileKey, part) || space > this.limitBytes) return
    this.makeRoom(space)
    this.kept.push({ fileKey, part })
  }

  makeRoom(bytes: number): void {
    while (this.usedBytes + bytes > this.limitBytes) this.kept.shift()
  }

  has(fileKey: string, part: number): boolean {
    return this.kept.some((it) => it.fileKey === fileKey && it.part === part)
  }

  get usedBytes(): number {
    return this.kept.reduce((sum, { part }) => sum + spaceOf(HEADER_BYTES + lengthOf(part)), 0)
  }
}

const operation = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), fileKey: fc.constantFrom(...FILES), part: fc.nat(9) }),
  fc.record({ kind: fc.constant('read' as const), fileKey: fc.constantFrom(...FILES), part: fc.nat(9) }),
  fc.record({ kind: fc.constant('forget' as const), fileKey: fc.constantFrom(...FILES) }),
  fc.record({ kind: fc.constant('restart' as const), limitBytes: fc.integer({ min: 0, max: 80_000 }) }),
)

it('keeps what was used last and stays within its limit at every moment, whatever happens and however it is restarted', async () => {
  await using rig = await TierRig.create()
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
      const model = new Model(60_000)
      const open = () =>
        rig.open({ limitBytes: model.limitBytes }, (real) => ({
          async write(name, pieces, usedAtMs) {
            const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
            expect((await rig.diskBytes()) + bytes).toBeLessThanOrEqual(model.limitBytes)
            await real.write(name, pieces, usedAtMs)
          },
        }))
      let tier = open()
      for (const it of operations) {
        if (it.kind === 'write') {
          model.write(it.fileKey, it.part)
          await tier.write(it.fileKey, span(it.part), contentOfPart(it.fileKey, it.part))
        } else if (it.kind === 'read') {
          const expected = model.has(it.fileKey, it.part) ? contentOfPart(it.fileKey, it.part) : null
          expect(await readCopy(tier, it.fileKey, span(it.part))).toEqual(expected)
          model.use(it.fileKey, it.part)
        } else if (it.kind === 'forget') {
          tier.forget(it.fileKey)
          model.kept = model.kept.filter(({ fileKey }) => fileKey !== it.fileKey)
        } else {
          await tier[Symbol.asyncDispose]()
          model.limitBytes = it.limitBytes
          model.makeRoom(0)
          tier = open()
        }
        await tier.idle()
        expect(tier.usedBytes).toBe(model.usedBytes)
        expect(await rig.diskBytes()).toBeLessThanOrEqual(model.limitBytes)
        expect(await rig.names()).toHaveLength(model.kept.length)
      }
      for (const fileKey of FILES) tier.forget(fileKey)
      await tier.idle()
      await tier[Symbol.asyncDispose]()
      expect(await rig.names()).toEqual([])
    }),
    { numRuns: 40 },
  )
  expect(rig.reports).toEqual([])
  expect(rig.lentBuffers).toBe(0)
})

it('never answers other bytes than were written while reads, writes, evictions and forgetting run at once', async () => {
  await using rig = await TierRig.create()
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 20, maxLength: 200 }), async (operations) => {
      await using tier = rig.open({ limitBytes: 60_000 })
      await tier.idle()
      const underWay = operations.map(async (it, i) => {
        for (let turns = i % 7; turns > 0; turns--) await new Promise(setImmediate)
        if (it.kind === 'write') await tier.write(it.fileKey, span(it.part), contentOfPart(it.fileKey, it.part))
        if (it.kind === 'forget') tier.forget(it.fileKey)
        if (it.kind !== 'read') return
        const answer = await readCopy(tier, it.fileKey, span(it.part))
        if (answer) expect(answer).toEqual(contentOfPart(it.fileKey, it.part))
      })
      await Promise.all(underWay)
      await tier.idle()
      expect(await rig.diskBytes()).toBeLessThanOrEqual(60_000)
    }),
    { numRuns: 40 },
  )
  expect(rig.reports).toEqual([])
  expect(rig.lentBuffers).toBe(0)
})
