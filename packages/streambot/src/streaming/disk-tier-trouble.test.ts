import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { PartFolder } from './disk-folder.js'
import { partName } from './disk-part-file.js'
import { contentFor, readCopy, spanOf, TierRig } from './disk-tier.fixture.js'

const never = new AbortController().signal
const MINUTE_MS = 60_000

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it did not work`), { code })
}

/** A promise that a test settles. */
function latch(): { readonly opened: Promise<void>; open: () => void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('a disk that cannot be written to', () => {
  it('is reported once, left alone for a while, then tried again; what is there is still answered', async () => {
    await using rig = await TierRig.create()
    let isFull = false
    let attempts = 0
    const tier = rig.open({}, (real) => ({
      write: (...args) => {
        attempts++
        return isFull ? Promise.reject(systemError('ENOSPC')) : real.write(...args)
      },
    }))
    const write = (part: number) => tier.write('1', spanOf(part), contentFor('1', spanOf(part)))
    await write(0)
    isFull = true
    await Promise.all([write(1), write(2), write(3)])
    await write(4)
    expect(attempts).toBe(2)
    expect(await readCopy(tier, '1', spanOf(0))).toEqual(contentFor('1', spanOf(0)))

    rig.nowMs += MINUTE_MS
    await write(5)
    expect(attempts).toBe(3)
    expect(rig.reports).toEqual(['off: ENOSPC: it did not work'])

    isFull = false
    rig.nowMs += MINUTE_MS
    await write(6)
    await write(7)
    expect(await readCopy(tier, '1', spanOf(7))).toEqual(contentFor('1', spanOf(7)))
    expect(await readCopy(tier, '1', spanOf(4))).toBeNull()
    expect(rig.reports).toEqual(['off: ENOSPC: it did not work', 'back'])
  })

  it('may be one without a folder: it is made when that can be done', async () => {
    await using rig = await TierRig.create()
    await writeFile(rig.path, 'a file where the folder should be')
    const tier = rig.open()
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    expect(await readCopy(tier, '1', spanOf(0))).toBeNull()
    expect(rig.reports).toEqual([expect.stringMatching(/^off: (EEXIST|ENOTDIR)/)])

    await rm(rig.path)
    rig.nowMs += MINUTE_MS
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    expect(await readCopy(tier, '1', spanOf(0))).toEqual(contentFor('1', spanOf(0)))
    expect(rig.reports).toHaveLength(2)
  })

  it('may lose its folder while running', async () => {
    await using rig = await TierRig.create()
    const tier = rig.open()
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    await rm(rig.path, { recursive: true })
    expect(await readCopy(tier, '1', spanOf(0))).toBeNull()
    await tier.write('1', spanOf(1), contentFor('1', spanOf(1)))
    expect(rig.reports).toEqual([expect.stringMatching(/^off: ENOENT/)])
    rig.nowMs += MINUTE_MS
    await tier.write('1', spanOf(1), contentFor('1', spanOf(1)))
    expect(await readCopy(tier, '1', spanOf(1))).toEqual(contentFor('1', spanOf(1)))
  })

  it('leaves no half-written file behind', async () => {
    await using rig = await TierRig.create()
    const tier = rig.open()
    // A folder that is not empty cannot be replaced by a file: the last step fails, with the content written.
    const name = partName('1', spanOf(0))
    await tier.idle()
    await mkdir(`${rig.path}/${name}/inside`, { recursive: true })
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    expect(rig.reports).toHaveLength(1)
    expect(await readdir(rig.path)).toEqual([name])
  })

  it('keeps a part that could not be opened for want of file handles', async () => {
    await using rig = await TierRig.create()
    let isShort = true
    const tier = rig.open({}, (real) => ({
      read: (...args) => (isShort ? Promise.reject(systemError('EMFILE')) : real.read(...args)),
    }))
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    expect(await readCopy(tier, '1', spanOf(0))).toBeNull()
    isShort = false
    expect(await readCopy(tier, '1', spanOf(0))).toEqual(contentFor('1', spanOf(0)))
  })
})

describe('a disk that is slow', () => {
  it('gets no more parts to write than a few, and has them all settled when the tier closes', async () => {
    await using rig = await TierRig.create()
    const disk = latch()
    const begun = latch()
    const written: string[] = []
    const tier = rig.open({}, (real) => ({
      async write(name, ...rest) {
        begun.open()
        await disk.opened
        written.push(name)
        await real.write(name, ...rest)
      },
    }))
    await tier.idle()
    const content = new Uint8Array(1024 * 1024)
    const writes = Array.from({ length: 30 }, (_, part) => tier.write('1', spanOf(part), content))
    await begun.opened
    await Promise.all(writes.slice(16)) // dropped: nobody reads their bytes

    const firstIsSettled = writes[0]?.then(() => 'settled')
    const closing = tier[Symbol.asyncDispose]()
    await Promise.all(writes.slice(1))
    expect(
      await Promise.race([firstIsSettled, new Promise((resolve) => setImmediate(() => resolve('being read')))]),
    ).toBe('being read')
    disk.open()
    await closing
    await Promise.all(writes)
    expect(written).toEqual([partName('1', spanOf(0))])
    expect(await rig.names()).toEqual(written)
  })

  it('does not keep readers while it looks through its folder, nor those that leave meanwhile', async () => {
    await using rig = await TierRig.create()
    await rig.open().write('1', spanOf(0), contentFor('1', spanOf(0)))
    const disk = latch()
    const slow = (real: PartFolder): Partial<PartFolder> => ({
      async prepare() {
        await disk.opened
        await real.prepare()
      },
    })
    const impatient = rig.open({ startTimeoutMs: 1 }, slow)
    expect(await readCopy(impatient, '1', spanOf(0))).toBeNull()

    const patient = rig.open({ startTimeoutMs: 60_000 }, slow)
    const leaving = new AbortController()
    const left = patient.read('1', spanOf(0), leaving.signal)
    const reading = readCopy(patient, '1', spanOf(0))
    leaving.abort(new Error('the reader left'))
    await expect(left).rejects.toThrow('the reader left')
    disk.open()
    expect(await reading).toEqual(contentFor('1', spanOf(0)))
  })

  it('does not keep a reader that leaves, and its buffer is free only when the disk is done with it', async () => {
    await using rig = await TierRig.create()
    const disk = latch()
    const tier = rig.open({}, (real) => ({
      async read(...args) {
        await disk.opened
        return real.read(...args)
      },
    }))
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    const leaving = new AbortController()
    const reading = tier.read('1', spanOf(0), leaving.signal)
    leaving.abort(new Error('the reader left'))
    await expect(reading).rejects.toThrow('the reader left')
    expect(rig.lentBuffers).toBe(1)
    await expect(tier.read('1', spanOf(0), leaving.signal)).rejects.toThrow('the reader left')

    disk.open()
    await tier[Symbol.asyncDispose]()
    expect(rig.lentBuffers).toBe(0)
  })

  it('counts as one without the part when it takes too long, for any number of readers', async () => {
    await using rig = await TierRig.create()
    const disk = latch()
    let reads = 0
    const tier = rig.open({ readTimeoutMs: 1, closeTimeoutMs: 1 }, (real) => ({
      async read(...args) {
        reads++
        await disk.opened
        return real.read(...args)
      },
    }))
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    const answers = await Promise.all(Array.from({ length: 500 }, () => readCopy(tier, '1', spanOf(0))))
    expect(answers.every((answer) => answer === null)).toBe(true)
    expect(reads).toBe(64)
    await tier[Symbol.asyncDispose]()
    disk.open()
  })

  it('answers nothing and keeps nothing once it is closed', async () => {
    await using rig = await TierRig.create()
    const tier = rig.open()
    await tier.write('1', spanOf(0), contentFor('1', spanOf(0)))
    await tier[Symbol.asyncDispose]()
    expect(await tier.read('1', spanOf(0), never)).toBeNull()
    await tier.write('1', spanOf(1), contentFor('1', spanOf(1)))
    expect(await rig.names()).toEqual([partName('1', spanOf(0))])
    await tier[Symbol.asyncDispose]()
  })
})
