import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.fixture.js'
import { TempDir } from './temp-dir.js'
import { Uploads } from './uploads.js'

const bot = { id: 1, isPremium: false }
const hourMs = 3_600_000
let parent: string
let clock: ManualClock
let uploads: Uploads
let tempDir: TempDir

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'uploads-'))
  clock = new ManualClock()
  tempDir = new TempDir(parent)
  uploads = new Uploads(tempDir, clock)
})

afterEach(async () => {
  await uploads.close()
  await rm(parent, { recursive: true, force: true })
})

function save(fileId: string, index = 0, total = 3) {
  return uploads.saveBig(bot, fileId, { index, total, bytes: new Uint8Array(1024) })
}

async function temporaryFiles(): Promise<string[]> {
  const [directory] = await readdir(parent)
  return directory === undefined ? [] : await readdir(join(parent, directory))
}

describe('an upload whose client vanished', () => {
  it('is removed from disk when no part has come for hours', async () => {
    await save('1')
    expect(await temporaryFiles()).toHaveLength(1)
    clock.advance(4 * hourMs)
    await expect.poll(temporaryFiles).toEqual([])
    await expect(uploads.assembleBig(bot.id, '1', 1)).rejects.toMatchObject({ text: 'FILE_PART_0_MISSING' })
  })

  it('is not mistaken for one that goes on slowly', async () => {
    await save('1', 0)
    clock.advance(2 * hourMs)
    await save('1', 1)
    clock.advance(2 * hourMs)
    await save('1', 2)
    expect((await uploads.assembleBig(bot.id, '1', 3)).size).toBe(3072)
  })

  it('makes room for 256 newer ones, and one that goes on does not', async () => {
    await save('gone')
    await save('goes on')
    for (let number = 0; number < 254; number++) await save(`${number}`)
    await save('goes on', 1)
    await save('one more')
    expect(await temporaryFiles()).toHaveLength(256)
    await expect(save('goes on', 2)).resolves.toBeUndefined()
    expect((await uploads.assembleBig(bot.id, 'goes on', 3)).size).toBe(3072)
  })
})

it('an assembled file outlives its upload', async () => {
  await save('1', 0, 1)
  const file = await uploads.assembleBig(bot.id, '1', 1)
  clock.advance(4 * hourMs)
  expect(await file.read(0, 10)).toHaveLength(10)
  await file.close?.()
})

it('parts without end are refused also where their number is not known yet', async () => {
  await save('1', 3999, -1)
  await expect(save('1', 8000, -1)).rejects.toMatchObject({ code: 400, text: 'FILE_PART_INVALID' })
})

it.each([0, -1])('a file of %i parts is none', async (parts) => {
  await save('1')
  await uploads.saveSmall(bot.id, '2', 0, new Uint8Array(1))
  await expect(uploads.assembleBig(bot.id, '1', parts)).rejects.toMatchObject({ text: 'FILE_PARTS_INVALID' })
  await expect(uploads.assembleSmall(bot.id, '2', parts, '')).rejects.toMatchObject({ text: 'FILE_PARTS_INVALID' })
})

it('a file of one byte is one', async () => {
  await uploads.saveSmall(bot.id, '1', 0, Buffer.of(7))
  const file = await uploads.assembleSmall(bot.id, '1', 1, '')
  expect(await file.read(0, 4096)).toEqual(Buffer.of(7))
})
