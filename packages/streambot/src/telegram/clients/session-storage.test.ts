import { LogManager } from '@mtcute/core/utils.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UpdatePlace } from '../../core/bot-lease.js'
import { QuietPlatform } from './quiet-platform.js'
import { SessionStorage } from './session-storage.js'
import { UpdateCheckpoint } from './update-checkpoint.js'

const PTS = 'updates_pts'

let directory: string
let troubles: string[]
let noted: string[]
const places = {
  load: () => Promise.resolve([]),
  note: ({ key, value }: UpdatePlace) => void noted.push(`${key} ${value.join()}`),
}
const opened: SessionStorage[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'streambot-session-'))
  troubles = []
  noted = []
})
afterEach(async () => {
  for (const { driver } of opened.splice(0)) await driver.destroy()
  await rm(directory, { recursive: true })
})

async function open(checkpoint: UpdateCheckpoint | null = null): Promise<SessionStorage> {
  const onTrouble = (error: Error) => troubles.push(error.message)
  const storage = new SessionStorage(join(directory, 'a.session'), checkpoint && { checkpoint, places }, onTrouble)
  const platform = new QuietPlatform()
  storage.driver.setup(new LogManager(undefined, platform), platform)
  await storage.driver.load()
  opened.push(storage)
  return storage
}

function setWritable({ driver }: SessionStorage, isWritable: boolean): void {
  driver.db.exec(`PRAGMA query_only = ${isWritable ? 'OFF' : 'ON'}`)
}

/** As the library does after each update. */
async function reach(storage: SessionStorage, pts: number): Promise<void> {
  storage.kv.set(PTS, Uint8Array.of(pts))
  await storage.driver.save()
}

it('goes on while it cannot be written, tells it once, and writes what waited as soon as it can', async () => {
  const storage = await open()
  await reach(storage, 1)
  setWritable(storage, false)
  for (const pts of [2, 3, 4]) await reach(storage, pts)
  storage.kv.set('other', Uint8Array.of(7))
  expect([...(storage.kv.get(PTS) ?? [])]).toEqual([1])
  expect(troubles).toEqual([expect.stringMatching(/^Its session cannot be written \(.*readonly.*\)\. It goes on/)])
  setWritable(storage, true)
  await reach(storage, 5)
  const other = await open()
  expect([...(other.kv.get(PTS) ?? [])]).toEqual([5])
  expect([...(other.kv.get('other') ?? [])]).toEqual([7])
})

it('tells of each outage', async () => {
  const storage = await open()
  for (const pts of [1, 2]) {
    setWritable(storage, false)
    await reach(storage, pts)
    setWritable(storage, true)
    await reach(storage, pts)
  }
  expect(troubles).toHaveLength(2)
})

it('keeps no more than ten thousand changes, the newest ones', async () => {
  const storage = await open()
  setWritable(storage, false)
  for (let at = 0; at <= 10_000; at++) storage.kv.set(`key ${at}`, Uint8Array.of(1))
  setWritable(storage, true)
  await storage.driver.save()
  expect(storage.kv.get('key 0')).toBeNull()
  expect(storage.kv.get('key 1')).not.toBeNull()
  expect(storage.kv.get('key 10000')).not.toBeNull()
})

it('says that an update is handled only when it is, so that one that was read and not answered comes again after a crash', async () => {
  const checkpoint = new UpdateCheckpoint()
  const storage = await open(checkpoint)
  const ptsAfterCrash = async () => [...((await open()).kv.get(PTS) ?? [])]
  await reach(storage, 1)
  const [first, second] = [checkpoint.received(), checkpoint.received()]
  await reach(storage, 3)
  storage.kv.set('other', Uint8Array.of(7))
  await storage.driver.save()
  second()
  expect(await ptsAfterCrash()).toEqual([1])
  first()
  expect(await ptsAfterCrash()).toEqual([3])
})

it('tells other instances of places when they are written here, and of nothing else', async () => {
  const checkpoint = new UpdateCheckpoint()
  const storage = await open(checkpoint)
  const settle = checkpoint.received()
  await reach(storage, 3)
  storage.kv.set('other', Uint8Array.of(7))
  expect(noted).toEqual([])
  settle()
  expect(noted).toEqual([`${PTS} 3`])
})
