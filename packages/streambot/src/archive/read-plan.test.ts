import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32 } from 'node:zlib'
import { lend } from '../core/lent-bytes.fixture.js'
import { bytesOf, contentOf, fileOf, knownOf, MemorySource, readRange, UNKNOWN, wholeOf } from './archive.fixture.js'
import { CRC32_STEP_BYTES } from './crc32-meter.js'
import type { Layout } from './layout.js'
import { isAnyRangePlannable, planRange } from './plan.js'
import { readPlan } from './read-plan.js'
import { tarLayout } from './tar.js'
import { zipLayout } from './zip.js'

const FORMATS = { zip: zipLayout, tar: tarLayout }
const NAMES = ['a.bin', 'ü 日本 👩‍👩‍👧.mp4', 'c'.repeat(255), 'd', 'e.txt']

const contentsArbitrary = fc
  .array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 5 })
  .map((sizes) => sizes.map((size, at) => contentOf(size, at)))

function layoutOf(format: keyof typeof FORMATS, contents: readonly Uint8Array[]): Layout {
  return FORMATS[format](contents.map(({ byteLength }, at) => fileOf(NAMES[at]!, byteLength)))
}

describe.each(['zip', 'tar'] as const)('any range of a %s', (format) => {
  it('is what the whole has there, in chunks of any size, and everything lent is given back', async () => {
    await fc.assert(
      fc.asyncProperty(
        contentsArbitrary,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 4000 }),
        async (contents, ...n) => {
          const [from, length, chunkBytes] = n
          const layout = layoutOf(format, contents)
          const whole = await bytesOf(layout, contents)
          const start = from % layout.sizeBytes
          const end = Math.min(start + (length % layout.sizeBytes), layout.sizeBytes - 1)
          const source = new MemorySource(contents, chunkBytes)
          const part = await readRange(layout, { start, end }, knownOf(contents), source)
          expect(whole.byteLength).toBe(layout.sizeBytes)
          expect(part?.equals(whole.subarray(start, end + 1))).toBe(true)
          expect([source.lent, source.openNow]).toEqual([0, 0])
          expect(source.mostOpen).toBeLessThanOrEqual(1)
          expect(source.learned).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is the same with sums known before, learned on the way, or some of each', async () => {
    await fc.assert(
      fc.asyncProperty(
        contentsArbitrary,
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        async (contents, isKnown) => {
          const layout = layoutOf(format, contents)
          const all = knownOf(contents)
          const some = all.map((known, at) => (isKnown[at] || contents[at]!.byteLength === 0 ? known : UNKNOWN))
          const source = new MemorySource(contents, 700)
          const bytes = await readRange(layout, wholeOf(layout), some, source)
          expect(bytes?.equals(await bytesOf(layout, contents))).toBe(true)
          expect(source.learned).toEqual(
            some.flatMap(({ whole }, at) => (whole === null ? [[at, all[at]!.whole]] : [])),
          )
        },
      ),
    )
  })
})

describe('a range of a zip', () => {
  const contents = [contentOf(1000, 1), contentOf(2000, 2), contentOf(500, 3)]
  const layout = layoutOf('zip', contents)
  const nothing = contents.map(() => UNKNOWN)
  const all = knownOf(contents)

  it('can be had when every sum in it is known, or learned from files that are in it or begin shortly before', async () => {
    const whole = await bytesOf(layout, contents)
    const firstFile = { start: whole.indexOf(contents[0]!), length: 1000 }
    const inFirst = { start: firstFile.start + 1, end: firstFile.start + 900 }
    const toFirstSum = { start: firstFile.start + 1, end: firstFile.start + 1010 }
    const fromFirstSum = { start: firstFile.start + 1000, end: firstFile.start + 1010 }
    const upToSecondSum = { start: 0, end: whole.indexOf(contents[1]!) + 2010 }
    const fromSecond = { start: firstFile.start + 1020, end: layout.sizeBytes - 1 }
    const canBeHad = (range: typeof inFirst, known: typeof all) => planRange(layout, range, known) !== null
    expect(canBeHad(wholeOf(layout), nothing)).toBe(true)
    expect(canBeHad(inFirst, nothing)).toBe(true)
    expect(canBeHad(toFirstSum, nothing)).toBe(true)
    expect(canBeHad(fromFirstSum, nothing)).toBe(false)
    expect(canBeHad(fromFirstSum, [all[0]!, UNKNOWN, UNKNOWN])).toBe(true)
    expect(canBeHad(upToSecondSum, nothing)).toBe(true)
    expect(canBeHad(fromSecond, nothing)).toBe(false)
    expect(canBeHad(fromSecond, [all[0]!, UNKNOWN, UNKNOWN])).toBe(true)
    expect(canBeHad({ start: layout.sizeBytes - 22, end: layout.sizeBytes - 1 }, nothing)).toBe(true)
    expect([isAnyRangePlannable(layout, nothing), isAnyRangePlannable(layout, all)]).toEqual([false, true])
    expect(isAnyRangePlannable(layout, [all[0]!, UNKNOWN, all[2]!])).toBe(false)
    expect(isAnyRangePlannable(layoutOf('tar', contents), nothing)).toBe(true)
  })

  it('goes on in the middle of a file whose beginning was summed, and reads at most one step of it again', async () => {
    const step = CRC32_STEP_BYTES
    const long = [contentOf(2 * step + 100_000, 1), contentOf(50, 2)]
    const longLayout = layoutOf('zip', long)
    const first = new MemorySource(long, 1024 * 1024)
    const whole = (await readRange(longLayout, wholeOf(longLayout), [UNKNOWN, UNKNOWN], first))!
    expect(first.beginnings).toEqual([1, 2].map((steps) => [0, steps, crc32(long[0]!.subarray(0, steps * step))]))

    const fileStart = whole.indexOf(long[0]!.subarray(0, 1000))
    const known = [{ whole: null, beginnings: first.beginnings.map(([, , sum]) => sum) }, UNKNOWN]
    for (const at of [step - 1, step, step + 1, 2 * step + 99_999]) {
      const source = new MemorySource(long, 1024 * 1024 + 7)
      const range = { start: fileStart + at, end: longLayout.sizeBytes - 1 }
      const rest = await readRange(longLayout, range, known, source)
      expect(rest?.equals(whole.subarray(range.start))).toBe(true)
      expect(source.opened[0]?.range.start).toBe(Math.floor(at / step) * step)
      expect(source.learned[0]).toEqual([0, crc32(long[0]!)])
      expect(source.lent).toBe(0)
    }
    const forgotten = [{ whole: null, beginnings: known[0]!.beginnings.slice(0, 1) }, UNKNOWN]
    const afterTwoSteps = { start: fileStart + 2 * step + 5, end: longLayout.sizeBytes - 1 }
    expect(planRange(longLayout, afterTwoSteps, forgotten)).toBeNull()
    // What tells nothing of the whole is not read again.
    const unneeded = new MemorySource(long, 1024 * 1024)
    await readRange(longLayout, { start: fileStart + step + 5, end: fileStart + step + 10 }, known, unneeded)
    expect(unneeded.opened).toEqual([{ file: 0, range: { start: step + 5, end: step + 10 } }])
  }, 60_000)
})

describe('an archive', () => {
  const contents = [contentOf(1000, 1), contentOf(2000, 2)]
  const layout = layoutOf('tar', contents)
  const plan = planRange(layout, wholeOf(layout), [UNKNOWN, UNKNOWN])!

  it('asks for the first bytes of its first file before it gives anything out', async () => {
    const source = new MemorySource(contents, 100)
    source.open = () => Promise.reject(new Error('gone'))
    await expect(readPlan(plan, source).next()).rejects.toThrow('gone')
  })

  it('opens each file when its turn comes, and closes it before the next', async () => {
    const source = new MemorySource(contents, 600)
    const seen: number[] = []
    for await (const lent of readPlan(plan, source)) {
      seen.push(source.opened.length)
      lent.release()
    }
    expect(seen[0]).toBe(1)
    expect(seen.filter((opened) => opened === 1).length).toBeGreaterThan(3)
    expect([source.mostOpen, source.openNow]).toEqual([1, 0])
  })

  it.each([1, 2, 3, 5])('gives back everything when its reader leaves after %i chunks', async (chunks) => {
    const source = new MemorySource(contents, 600)
    const reading = readPlan(plan, source)
    for (let at = 0; at < chunks; at++) (await reading.next()).value?.release()
    await reading.return(undefined)
    expect([source.openNow, source.lent]).toEqual([0, 0])
  })

  it.each([
    ['ends early', 999],
    ['goes on', 1001],
  ])('breaks off when a file %s, and learns nothing of it', async (_, sizeBytes) => {
    class Lying extends MemorySource {
      protected override async *read() {
        await Promise.resolve()
        yield lend(new Uint8Array(sizeBytes), () => {})
        this.openNow--
        return undefined
      }
    }
    const source = new Lying(contents, 600)
    const reading = readPlan(plan, source)
    const all = async () => {
      for await (const _ of reading);
    }
    await expect(all()).rejects.toThrow(/^File 0 /)
    expect(source.learned).toEqual([])
  })
})
