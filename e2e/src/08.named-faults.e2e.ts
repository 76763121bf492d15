/** The bad days that have a name: a download is exact, or its end is told apart from a whole file by anybody. */
import { channelPeer } from '@streambot/telegram-sim'
import { describe, expect, it } from 'vitest'
import { judge, read, type Outcome, type Reading } from './08.reading.js'
import { TestServer, type TestServerOptions } from './test-server.js'

const KIB = 1024
const MIB = 1024 * KIB
const GET_FILE = 'upload.getFile'
const HOME_DC = 2
const OTHER_DC = 1
const AWAY_MS = 20_000
const JOURNEY = { timeout: 60_000 }
/** Bots that lost something have it back within moments. */
const QUICK = { probeEveryMs: 500, firstRetryMs: 50, longestRetryMs: 500, longestAccessRetryMs: 200, calmAfterMs: 50 }
/** Telegram and its files are in this process too. */
const memoryUsage = () => ({ rss: 0, heapUsed: 0, external: 0, arrayBuffers: 0 })

function create({ start, ...options }: TestServerOptions = {}): Promise<TestServer> {
  return TestServer.create({ ...options, start: { clientTimings: QUICK, memoryUsage, ...start } })
}

/** What comes of a download in the middle of which the data centre of its file goes, for 20 s. */
async function readWhileAway(dcId: number): Promise<Outcome> {
  const server = await create({ workers: 4 })
  const file = await server.linkSynthetic(24 * MIB, { dcId })
  slowDown(server, 4 * MIB)
  const startedMs = performance.now()
  const back: Promise<void>[] = []
  const onFirstBytes = async () => {
    await server.sim.faults.dcDown(dcId)
    back.push(new Promise((resolve) => setTimeout(resolve, AWAY_MS)).then(() => server.sim.faults.dcUp(dcId)))
  }
  const reading = await read(file.download, { onFirstBytes, limitMs: 50_000 })
  await Promise.all(back)
  expect(performance.now() - startedMs).toBeGreaterThan(AWAY_MS)
  return judge(reading, file.bytes)
}

/** All bots, the primary too. */
function floodAll({ sim, bot, workers }: TestServer, seconds: number, nth = 1): void {
  for (const { id } of [bot, ...workers]) {
    sim.faults.floodWait(seconds, { accountId: id, method: GET_FILE, nth, times: 'every' })
  }
}

/** Slow enough to be in the middle of it when something happens. */
function slowDown({ sim }: TestServer, bytesPerSecond: number): void {
  sim.network.set({
    roundTripMs: 5,
    connectionBytesPerSecond: bytesPerSecond,
    accountBytesPerSecond: bytesPerSecond,
    allowance: null,
  })
}

describe('when every bot is told to wait', () => {
  it('for a moment, readers wait too', async () => {
    const server = await create({ workers: 2 })
    const file = await server.linkSynthetic(3 * MIB)
    for (const { id } of [server.bot, ...server.workers])
      server.sim.faults.floodWait(2, { accountId: id, method: GET_FILE })
    const startedMs = performance.now()
    expect(judge(await read(file.download), file.bytes)).toBe('exact')
    expect(performance.now() - startedMs).toBeGreaterThan(1900)
  })

  it('for long, new readers are told to come again, and when', async () => {
    const server = await create({ workers: 2 })
    const file = await server.linkSynthetic(3 * MIB)
    floodAll(server, 600)
    const reading = await read(file.download)
    expect(judge(reading, file.bytes)).toBe('refused')
    expect(reading.status).toBe(503)
    expect(JSON.parse(reading.body.toString())).toMatchObject({ code: 'telegram_unavailable' })
    const seconds = Number(reading.headers['retry-after'])
    expect(seconds).toBeGreaterThan(590)
    expect(seconds).toBeLessThanOrEqual(600)
  })

  it('for long, whoever reads already is cut', async () => {
    const server = await create({ workers: 2 })
    const file = await server.linkSynthetic(24 * MIB)
    slowDown(server, 4 * MIB)
    const reading = await read(file.download, { onFirstBytes: () => floodAll(server, 600) })
    expect(judge(reading, file.bytes)).toBe('cut')
  })
})

describe('in the middle of a download', () => {
  it('every worker but one is banned, and nobody notices', async () => {
    const server = await create({ workers: 4 })
    const file = await server.linkSynthetic(24 * MIB)
    slowDown(server, 4 * MIB)
    const [, ...banned] = server.workers
    const onFirstBytes = () => {
      for (const { id } of banned) server.sim.faults.userDeactivatedBan({ accountId: id })
    }
    expect(judge(await read(file.download, { onFirstBytes }), file.bytes)).toBe('exact')
    const states = () => server.clients.describe().map(({ state }) => state)
    await expect.poll(states, { timeout: 10_000 }).toEqual(['healthy', 'healthy', 'banned', 'banned', 'banned'])
  })

  it('the only worker is banned, and the primary goes on', async () => {
    const server = await create({ workers: 1 })
    const file = await server.linkSynthetic(16 * MIB)
    slowDown(server, 4 * MIB)
    const onFirstBytes = () => void server.sim.faults.userDeactivatedBan({ accountId: server.workers[0]?.id })
    expect(judge(await read(file.download, { onFirstBytes }), file.bytes)).toBe('exact')
  })

  it('every bot loses its keys, and all log in again', { timeout: 60_000 }, async () => {
    const server = await create({ workers: 2 })
    const file = await server.linkSynthetic(16 * MIB)
    slowDown(server, 4 * MIB)
    const onFirstBytes = () => server.sim.faults.forgetAuthKeys()
    expect(judge(await read(file.download, { onFirstBytes }), file.bytes)).toBe('exact')
  })

  it(
    'the data centre of the file is away for 20 s, where the bots are at home and where they are guests',
    JOURNEY,
    async () => {
      const outcomes = await Promise.all([HOME_DC, OTHER_DC].map(readWhileAway))
      expect(outcomes).toEqual(['exact', 'exact'])
    },
  )

  it('the message in the log channel is deleted: what is known of the file serves on, or the reader is cut', async () => {
    const server = await create({ workers: 4 })
    const file = await server.linkSynthetic(24 * MIB)
    slowDown(server, 4 * MIB)
    const onFirstBytes = () => deleteLogged(server)
    const reading = await read(file.download, { onFirstBytes })
    expect(['exact', 'cut']).toContain(judge(reading, file.bytes))
  })

  it('the message is deleted and Telegram wants it looked up again: the reader is cut, the next one told so', async () => {
    const server = await create({ workers: 2 })
    const file = await server.linkSynthetic(24 * MIB)
    slowDown(server, 4 * MIB)
    const onFirstBytes = () => {
      deleteLogged(server)
      server.sim.world.expireFileReferences(file.fileId)
    }
    expect(judge(await read(file.download, { onFirstBytes }), file.bytes)).toBe('cut')
    const next = await read(file.download)
    expect([judge(next, file.bytes), next.status]).toEqual(['refused', 404])
  })
})

describe('readers beside each other', () => {
  it(
    'one at 50 KB/s gets every byte beside ninety-nine fast ones, who do not wait for him',
    { timeout: 60_000 },
    async () => {
      const server = await create({ workers: 4 })
      // More than sockets hold between them, so that he is slow for the server too.
      const [slow, fast] = [await server.linkSynthetic(24 * MIB), await server.linkSynthetic(4 * MIB + 7)]
      const others = new AbortController()
      const slowly = read(slow.download, { slowly: { bytesPerSecond: 50_000, until: others.signal } })
      await expect.poll(() => server.streams.list()[0]?.sentBytes ?? 0).toBeGreaterThan(0)
      const readings = await Promise.all(Array.from({ length: 99 }, () => read(fast.download)))
      expect(readings.map((reading) => judge(reading, fast.bytes)).filter((it) => it !== 'exact')).toEqual([])
      const [left, ...more] = server.streams.list()
      expect(more).toEqual([])
      expect(left?.sizeBytes).toBe(slow.bytes.length)
      // Nobody waits for minutes here: what has not come yet, he takes at once.
      others.abort()
      expect(judge(await slowly, slow.bytes)).toBe('exact')
    },
  )

  it('sixteen ranges of one file are exact while bots fail in every way', { timeout: 60_000 }, async () => {
    const server = await create({ workers: 4 })
    const file = await server.linkSynthetic(24 * MIB + 4321)
    const { faults } = server.sim
    const aim = { fileId: file.fileId, method: GET_FILE }
    faults.floodWait(1, { ...aim, nth: 2 })
    faults.dropConnection({ ...aim, nth: 4 }, 50 * KIB)
    faults.fileReferenceExpired({ ...aim, nth: 6, times: 3 })
    faults.stallConnection({ ...aim, nth: 8 })
    faults.internal({ ...aim, nth: 10, times: 3 })
    faults.noAnswer({ ...aim, nth: 14 })
    const step = Math.ceil(file.bytes.length / 16)
    const ranges = Array.from({ length: 16 }, (_, i) => ({
      start: i * step,
      end: Math.min((i + 1) * step, file.bytes.length) - 1,
    }))
    const readings = await Promise.all(ranges.map((range) => read(file.download, { range })))
    const outcomes = readings.map((reading, i) => judge(reading, pieceOf(file.bytes, ranges[i])))
    expect(outcomes).toEqual(ranges.map(() => 'exact'))
    expect(readings.every(isPart)).toBe(true)
  })
})

describe('with wasm only', () => {
  it.each(['nothing', 'a connection that drops', 'a wait'])('%s in the way, every byte is right', async (what) => {
    const server = await create({ workers: 2, start: { aesIge: 'wasm' } })
    const file = await server.linkSynthetic(6 * MIB + 99)
    const aim = { fileId: file.fileId, method: GET_FILE, nth: 3 }
    if (what === 'a connection that drops') server.sim.faults.dropConnection(aim, 50 * KIB)
    if (what === 'a wait') server.sim.faults.floodWait(600, aim)
    expect(judge(await read(file.download), file.bytes)).toBe('exact')
  })
})

function isPart({ status }: Reading): boolean {
  return status === 206
}

function pieceOf(bytes: Buffer, range: { start: number; end: number } | undefined): Buffer {
  return bytes.subarray(range?.start, (range?.end ?? -1) + 1)
}

/** Everything the bots keep. */
function deleteLogged({ sim, logChannel }: TestServer): void {
  const chat = channelPeer(logChannel.id)
  const ids = sim.world.readChat(logChannel.creatorId, chat).map(({ id }) => id)
  sim.world.deleteMessages(logChannel.creatorId, chat, ids)
}
