/** A server that is killed in the middle of everything, with either database: what was answered is true, and nothing is counted twice. */
import type { Stores } from 'streambot'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { expect, it, onTestFinished } from 'vitest'
import { expectCleanStop, expectServed } from './13.outage.js'
import { linksIn, Stage, trafficIn } from './13.stage.js'
import { Traffic } from './13.traffic.js'

const { missing } = MongodbServer
if (missing !== null) console.warn(`The journey of a server on MongoDB is skipped: ${missing}`)

const JOURNEY = { timeout: 120_000 }
const MIB = 1024 * 1024
/** Traffic and readers are written every five seconds, which may take a moment. */
const ONE_FLUSH_MS = 6000
const SOON = { timeout: 30_000, interval: 20 }

function onSqlite(): Promise<Stage> {
  return Stage.create()
}

async function onMongodb(): Promise<Stage> {
  const mongodb = await MongodbServer.start()
  onTestFinished(() => mongodb[Symbol.asyncDispose]())
  return Stage.create({ databaseUrl: `${mongodb.url}streambot` })
}

it.for([
  ['an SQLite file', onSqlite, null],
  ['MongoDB', onMongodb, missing],
] as const)(
  'a server that is killed loses the last seconds of its counts at most, with %s',
  JOURNEY,
  async ([, create, reason], { skip }) => {
    if (reason !== null) skip(reason)
    const stage = await create()
    await stage.start()
    const database = await stage.database()
    const before = await beginTraffic(stage)
    await muchUnwritten(database, before)
    const killedMs = performance.now()
    await stage.kill()
    await before.abandon()
    await expectAtMostOneFlushLost(database, before, killedMs)

    const recordedBytes = await trafficIn(database)
    await stage.start()
    const after = await beginTraffic(stage)
    await expect.poll(() => after.files.length, SOON).toBeGreaterThan(6)
    await after.end()
    await expectCleanStop(stage)
    expect((await trafficIn(database)) - recordedBytes).toBe(after.receivedBytes())
    await stage.start()
    await expectServed(stage, [...before.files, ...after.files])
  },
)

/** Traffic was written twice, and then there was much that was not. */
async function muchUnwritten(database: Stores, traffic: Traffic): Promise<void> {
  for (let written = 0, times = 0; times < 2; times++) {
    await expect.poll(() => trafficIn(database), SOON).toBeGreaterThan(written)
    written = await trafficIn(database)
  }
  const seenBytes = traffic.seenOfFilmBytes
  await expect.poll(() => traffic.seenOfFilmBytes - seenBytes, SOON).toBeGreaterThan(4 * MIB)
}

/** Of bytes and readers there are not more than there were, nor fewer than some seconds before. Every link is there. */
async function expectAtMostOneFlushLost(database: Stores, traffic: Traffic, killedMs: number): Promise<void> {
  const certainMs = killedMs - ONE_FLUSH_MS
  const recordedBytes = await trafficIn(database)
  expect(recordedBytes).toBeLessThanOrEqual(traffic.receivedBytes())
  expect(recordedBytes).toBeGreaterThanOrEqual(traffic.receivedBytes(certainMs))
  const links = await linksIn(database)
  const [readers, certainReaders] = [traffic.readersByFile(), traffic.readersByFile(certainMs)]
  for (const { name } of traffic.files) {
    const downloads = links.get(name)?.downloads
    expect(downloads, name).toBeLessThanOrEqual(readers.get(name) ?? 0)
    expect(downloads, name).toBeGreaterThanOrEqual(certainReaders.get(name) ?? 0)
  }
}

/** Of new people, with a new film. */
async function beginTraffic(stage: Stage): Promise<Traffic> {
  const film = await stage.link(stage.newPerson(), 64 * MIB)
  const traffic = new Traffic(stage)
  traffic.begin(film, [stage.newPerson(), stage.newPerson(), stage.newPerson()], 4)
  return traffic
}
