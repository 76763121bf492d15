import { describe, expect, it } from 'vitest'
import type { ServiceStats } from '../../actions/service-stats.js'
import { NO_WORK, type ClientReport } from '../../core/client-status.js'
import type { MemorySnapshot } from '../../streaming/memory-manager.js'
import type { StreamInfo } from '../../streaming/stream-record.js'
import { AdminBot, ADMIN, buttonsOf } from '../admin-bot.fixture.js'
import { markupOf, staysText } from '../reply.contract.js'

const NOW_MS = Date.UTC(2026, 10, 24, 10, 15)
const GIB = 2 ** 30

const memory: MemorySnapshot = {
  level: 'tight',
  limitBytes: GIB,
  rssBytes: GIB / 2,
  heapUsedBytes: 40 * 2 ** 20,
  externalBytes: 300 * 2 ** 20,
  arrayBufferBytes: 290 * 2 ** 20,
  budget: { limitBytes: GIB / 4, streams: 3, floorBytes: 2 ** 20, heldBytes: 2 ** 24, cachedBytes: 2 ** 25 },
  owners: [{ name: 'buffers', bytes: 2 ** 26 }],
}

function client(number: number, changes: Partial<ClientReport> = {}): ClientReport {
  const role = number === 0 ? 'primary' : 'worker'
  const name = number === 0 ? 'BOT_TOKEN' : `worker ${number} (10${number})`
  return { role, name, state: 'healthy', reason: null, sinceMs: NOW_MS - 60_000, ...NO_WORK, ...changes }
}

function stream(number: number, changes: Partial<StreamInfo> = {}): StreamInfo {
  return {
    id: `00000000-0000-4000-8000-${number.toString().padStart(12, '0')}`,
    linkId: '0011223344556677',
    ownerId: 9,
    fileName: `film ${number}.mkv`,
    sizeBytes: 10 * GIB,
    range: { start: 0, end: 2 * GIB - 1 },
    address: '2001:db8::1',
    startedAtMs: NOW_MS - 5000,
    ageMs: 5000,
    sentBytes: GIB,
    bytesPerSecond: 2 ** 20,
    servedBy: ['worker 1 (101)', 'cache'],
    heldBytes: 5,
    ...changes,
  }
}

const stats: ServiceStats = {
  version: '1.2.3',
  startedAtMs: NOW_MS - 3_600_000,
  uptimeMs: 3_600_000,
  memory,
  openStreams: 3,
  clients: [client(0), client(1), client(2, { state: 'unreachable', reason: 'away' })],
  bandwidth: {
    usedBytes: 25 * GIB,
    limitBytes: 100 * GIB,
    month: '2026-11' as const,
    resetsAtMs: Date.UTC(2026, 11, 1),
  },
  users: 10_000,
  links: 500,
  database: { name: 'SQLite (data/streambot.db)', isAnswering: true },
}

function setUp(
  options: { stats?: ServiceStats; clients?: readonly ClientReport[]; streams?: readonly StreamInfo[] } = {},
) {
  let streams = options.streams ?? []
  const cancelled: [string, string][] = []
  const bot = new AdminBot({
    serviceStats: () => Promise.resolve(options.stats ?? stats),
    memory: () => memory,
    clients: () => options.clients ?? stats.clients,
    streams: () => streams,
    stopStream: (actor, id) => {
      const isThere = streams.some((it) => it.id === id)
      streams = streams.filter((it) => it.id !== id)
      if (isThere) cancelled.push([id, actor])
      return Promise.resolve(isThere)
    },
  })
  bot.test.nowMs = NOW_MS
  return { bot, cancelled }
}

describe('/stats of an admin', () => {
  it('shows the whole server, and shows it anew', async () => {
    const { bot } = setUp()
    const reply = await bot.say('/stats')
    for (const part of [
      'StreamBot 1.2.3',
      'Up for 1 hour (since 2026-11-24 09:15 UTC)',
      'Memory: 512 MiB of 1 GiB (tight)',
      'Downloads under way: 3',
      'Bots that can serve: 2 of 3',
      'Traffic this month: 25 GiB of 100 GiB (25 %)',
      'It starts anew on 2026-12-01 00:00 UTC',
      'People: 10,000',
      'Links: 500',
      'SQLite (data/streambot.db), answers',
    ]) {
      expect(reply.html).toContain(part)
    }
    bot.test.nowMs += 1000
    expect((await bot.press(reply, 'Refresh'))?.html).toContain('As of 2026-11-24 10:15:01 UTC')
  })

  it('says what is not known while the database is away', async () => {
    const database = { name: 'MongoDB', isAnswering: false }
    const { bot } = setUp({ stats: { ...stats, users: null, links: null, database } })
    const { html } = await bot.say('/stats')
    expect(html).toContain('People: unknown while the database is away')
    expect(html).toContain('does not answer')
  })

  it('speaks German', async () => {
    const { bot } = setUp()
    const { html } = await bot.say('/stats', { languageCode: 'de' })
    expect(html).toContain('Bots, die ausliefern können: 2 von 3')
    expect(html).toContain('Leute: 10.000')
  })
})

describe('/memory', () => {
  it('shows who keeps what, and shows it anew', async () => {
    const { bot } = setUp()
    const reply = await bot.say('/memory')
    for (const part of [
      '512 MiB of 1 GiB (tight)',
      'JavaScript: 40 MiB',
      'at most 256 MiB',
      'Cached: 32 MiB',
      'buffers: 64 MiB',
    ]) {
      expect(reply.html).toContain(part)
    }
    expect((await bot.press(reply, 'Refresh'))?.html).toContain('As of')
  })
})

describe('/clients', () => {
  it('shows of each how it is doing, why, and what it does, the one that talks to people too', async () => {
    const clients = [
      client(0, { bytesPerSecond: 2 ** 20, receivedBytes: GIB, connections: 2, partsInFlight: 4 }),
      client(1, { state: 'cooling', reason: 'Telegram told it to wait', coolUntilMs: NOW_MS + 30_000 }),
      client(2, { state: 'unreachable', reason: 'worker 2 (102) is not in the log channel' }),
    ]
    const { bot } = setUp({ clients })
    const { html } = await bot.say('/clients')
    expect(html).toContain(
      '<b>BOT_TOKEN</b> (talks to people) serves for 1 minute\n1 MiB/s, 4 parts under way, 1 GiB in all',
    )
    expect(html).toContain('<b>worker 1 (101)</b> (serves) rests')
    expect(html).toContain('wait for another 30 seconds')
    expect(html).toContain('Why: worker 2 (102) is not in the log channel')
  })

  it('has pages where there are many bots', async () => {
    const { bot } = setUp({ clients: Array.from({ length: 1000 }, (_, n) => client(n)) })
    const first = await bot.say('/clients')
    expect(buttonsOf(first)).toEqual(['Refresh', 'Next'])
    const second = await bot.press(first, 'Next')
    expect(second?.html).toContain('Page 2 of 125')
    expect(second?.html).toContain('worker 8 ')
    expect((await bot.press(second!, 'Back'))?.html).toBe(first.html)
  })

  it('can never be given markup by names and reasons', async () => {
    await staysText((text) =>
      setUp({
        clients: Array.from({ length: 20 }, (_, n) => client(n, { name: text, reason: text, coolUntilMs: NOW_MS + 1 })),
      }).bot.say('/clients'),
    )
  })
})

describe('/streams', () => {
  it('says that nobody downloads anything', async () => {
    const { bot } = setUp()
    const reply = await bot.say('/streams')
    expect(reply.html).toContain('Nobody downloads anything')
    expect(buttonsOf(reply)).toEqual(['Refresh'])
  })

  it('shows downloads, and ends the one whose button is pressed', async () => {
    const { bot, cancelled } = setUp({ streams: [stream(1), stream(2), stream(3)] })
    const reply = await bot.say('/streams')
    expect(reply.html).toContain('2. <b>film 2.mkv</b>: 1 GiB of 2 GiB, 1 MiB/s')
    expect(reply.html).toContain('from 2001:db8::1, for 5 seconds · of <code>9</code> · by worker 1 (101), cache')
    const left = await bot.press(reply, 'Stop 2')
    expect(cancelled).toEqual([[stream(2).id, `user:${ADMIN}`]])
    expect(bot.test.pressAnswers.at(-1)).toContain('has been ended')
    expect(left?.html).toContain('Downloads under way: 2')
    expect(left?.html).not.toContain('film 2')
    await bot.press(reply, 'Stop 2')
    expect(bot.test.pressAnswers.at(-1)).toContain('was over already')
  })

  it('goes through ten thousand page by page', async () => {
    const { bot } = setUp({ streams: Array.from({ length: 10_000 }, (_, n) => stream(n)) })
    let page = await bot.say('/streams')
    let seen = 0
    for (let turns = 0; turns < 2000; turns++) {
      markupOf(page)
      seen += buttonsOf(page).filter((text) => text.startsWith('Stop')).length
      if (!buttonsOf(page).includes('Next')) break
      page = (await bot.press(page, 'Next'))!
    }
    expect(seen).toBe(10_000)
    expect((await bot.press(page, 'Stop 1'))?.html).toContain('Page 1,250 of 1,250')
  })

  it('shows the last page where there are fewer by now', async () => {
    const { bot } = setUp({ streams: Array.from({ length: 9 }, (_, n) => stream(n)) })
    const second = await bot.press(await bot.say('/streams'), 'Next')
    expect(buttonsOf(second!)).toEqual(['Stop 1', 'Back', 'Refresh'])
    const left = await bot.press(second!, 'Stop 1')
    expect(buttonsOf(left!)).toEqual([...Array.from({ length: 8 }, (_, n) => `Stop ${n + 1}`), 'Refresh'])
  })

  it('can never be given markup by names of files and bots', async () => {
    await staysText((text) =>
      setUp({
        streams: Array.from({ length: 20 }, (_, n) => stream(n, { fileName: text, servedBy: [text], address: text })),
      }).bot.say('/streams'),
    )
  })
})
