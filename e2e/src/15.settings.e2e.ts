/** What admins look at and change while the server runs: settings on one instance and on two, numbers, bots, logs, tokens, the set-up. */
import { join } from 'node:path'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, ban } from './link-owner.js'
import { read, standStill, verdict } from './readers.js'
import { freePort } from './free-port.js'
import { linkAt, TestServer } from './test-server.js'

const MIB = 1024 * 1024
/** More than the sockets between a server and somebody who stands still can hold. */
const LARGE = 24 * MIB
const LINK = /\/dl\/[\w-]{52}/
const DAY_MS = 86_400_000
const { signal } = new AbortController()
/** Within so long a change reaches every instance. */
const SOON = { timeout: 3000, interval: 50 }

type Instance = Pick<TestServer, 'operations' | 'baseUrl'>

async function set({ operations }: Instance, name: string, text: string): Promise<void> {
  expect(await operations.settings.set(ADMIN, name, text)).toMatchObject({ ok: true })
}

function valueOf({ operations }: Instance, name: string): string | undefined {
  return operations.settings.list().find((setting) => setting.name === name)?.value
}

/** A file that nobody has sent before. @returns whether it became a link */
async function isTaken(server: TestServer, mimeType = 'video/mp4'): Promise<boolean> {
  const file = server.sim.world.putSyntheticFile(1000, 'seed', { mimeType })
  return LINK.test((await server.ask({ media: file.id })).text)
}

describe('a setting that an admin changes', () => {
  it('decides about the very next file, and no longer when it is taken back', async () => {
    const server = await TestServer.create({ workers: 1, env: { MAX_LINKS_PER_DAY: '5', ALLOWED_TYPES: 'video/*' } })
    expect(await isTaken(server)).toBe(true)
    await set(server, 'max_links_per_day', '1')
    expect(await isTaken(server)).toBe(false)
    await set(server, 'RATE_LIMITING', 'off')
    expect(await isTaken(server)).toBe(true)
    await set(server, 'RATE_LIMITING', 'on')
    await server.operations.settings.reset(ADMIN, 'MAX_LINKS_PER_DAY')
    expect(await isTaken(server)).toBe(true)

    expect(await isTaken(server, 'audio/mpeg')).toBe(false)
    await set(server, 'ALLOWED_TYPES', 'audio/* video/*')
    expect(await isTaken(server, 'audio/mpeg')).toBe(true)
    await set(server, 'MAX_FILE_SIZE_BYTES', '999')
    expect(await isTaken(server)).toBe(false)
    await set(server, 'MAX_FILE_SIZE_BYTES', '1 kB')
    expect(await isTaken(server)).toBe(true)
    await set(server, 'ACCESS_MODE', 'owner-only')
    expect(await isTaken(server)).toBe(false)
  })

  it('decides about the very next request: how many, and how much traffic', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(10_000)
    expect((await read(file.download)).headers.get('ratelimit-limit')).toBeNull()
    await set(server, 'REQUESTS_PER_MINUTE', '2')
    expect((await read(file.download)).headers.get('ratelimit-limit')).toBe('2')
    expect(await verdict(file.download)).toBe('200')
    expect(await verdict(file.download)).toBe('429 too_many_requests')
    await server.operations.settings.reset(ADMIN, 'REQUESTS_PER_MINUTE')
    expect(await verdict(file.download)).toBe('200')

    await set(server, 'USER_BANDWIDTH_LIMIT_GB', '10 kB')
    expect(await verdict(file.download)).toBe('429 user_quota_used_up')
    await set(server, 'BANDWIDTH_LIMIT_GB', '20 kB')
    expect(await verdict(file.download)).toBe('503 service_quota_used_up')
    await set(server, 'BANDWIDTH_LIMITS', 'off')
    expect(await verdict(file.download)).toBe('200')
    await set(server, 'BANDWIDTH_LIMITS', 'on')
    await server.operations.authorizeUser(ADMIN, server.ada.id)
    await set(server, 'BANDWIDTH_LIMIT_GB', '1')
    expect(await verdict(file.download)).toBe('200')
  })

  it('cuts downloads that run where it says so', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(LARGE)
    const reader = await standStill(file.download)
    await set(server, 'BANDWIDTH_WHEN_USED_UP', 'cut')
    await set(server, 'BANDWIDTH_LIMIT_GB', '1 MB')
    const { isComplete } = await reader.rest()
    expect(isComplete).toBe(false)
  })

  it('is what it was after a restart, above what is configured then', async () => {
    const server = await TestServer.create({ workers: 0 })
    await set(server, 'LINK_EXPIRY_SECONDS', '7d')
    await server.restart({ LINK_EXPIRY_SECONDS: '60' })
    expect(valueOf(server, 'LINK_EXPIRY_SECONDS')).toBe('7d')
    const before = Date.now()
    await server.link(Buffer.alloc(1000, 1), { mimeType: 'video/mp4' })
    const { expiresAtMs } = await linkOf(server)
    expect(expiresAtMs ?? 0).toBeGreaterThan(before + 7 * DAY_MS - 2000)
    await server.operations.settings.reset(ADMIN, 'LINK_EXPIRY_SECONDS')
    expect(valueOf(server, 'LINK_EXPIRY_SECONDS')).toBe('1m')
  })

  it('asks people into a channel from the next file on', async () => {
    const server = await TestServer.create({ workers: 0 })
    const { world } = server.sim
    const news = world.createChannel({ title: 'News', creatorId: server.logChannel.creatorId })
    world.promote(news.id, server.bot.id, ['inviteUsers'])
    expect(await isTaken(server)).toBe(true)
    await set(server, 'FORCE_SUB_CHANNEL', `-100${news.id}`)
    expect(await isTaken(server)).toBe(false)
    await set(server, 'FORCE_SUBSCRIPTION', 'off')
    expect(await isTaken(server)).toBe(true)
  })
})

const { missing } = MongodbServer
if (missing !== null) console.warn(`Settings of two instances on one MongoDB are skipped: ${missing}`)

describe.each(['SQLite', 'MongoDB'])('of two instances on one %s', (database) => {
  const isMissing = database === 'MongoDB' && missing !== null
  let mongodb: MongodbServer | null = null
  beforeAll(async () => {
    if (database === 'SQLite' || isMissing) return
    mongodb = await MongodbServer.start()
    return () => mongodb?.[Symbol.asyncDispose]()
  })

  it.skipIf(isMissing)('the one does within three seconds what the other was told', async () => {
    const server = await TestServer.create({ workers: 1 })
    const url = mongodb ? `${mongodb.url}settings` : `sqlite:${join(server.directory, 'shared.db')}`
    await server.restart({ DATABASE_URL: url })
    const other = await server.startSibling()
    const file = await server.linkSynthetic(1000)

    await set(other, 'REQUESTS_PER_MINUTE', '1')
    expect(await verdict(linkAt(other, file.download))).toBe('200')
    expect(await verdict(linkAt(other, file.download))).toBe('429 too_many_requests')
    await expect.poll(() => valueOf(server, 'REQUESTS_PER_MINUTE'), SOON).toBe('1')
    expect(await verdict(file.download)).toBe('200')
    expect(await verdict(file.download)).toBe('429 too_many_requests')

    await set(other, 'ACCESS_MODE', 'owner-only')
    await expect.poll(() => valueOf(server, 'ACCESS_MODE'), SOON).toBe('owner-only')
    expect(await isTaken(server)).toBe(false)
    await server.operations.settings.reset(ADMIN, 'ACCESS_MODE')
    expect(await isTaken(server)).toBe(true)
    await expect.poll(() => valueOf(other, 'ACCESS_MODE'), SOON).toBe('public')
  })
})

describe('numbers', () => {
  it('of the service are those of its bots, streams, people and database', async () => {
    const server = await TestServer.create({ workers: 2, env: { BANDWIDTH_LIMIT_GB: '1' } })
    const file = await server.linkSynthetic(LARGE)
    await standStill(file.download)
    const stats = await server.operations.serviceStats()
    expect(stats).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      openStreams: 1,
      users: 1,
      links: 1,
      bandwidth: { limitBytes: 1e9, usedBytes: expect.any(Number) as number },
      database: { name: expect.stringContaining('SQLite') as string, isAnswering: true },
      memory: { level: 'normal' },
    })
    expect(stats.clients.map(({ role, state }) => `${role} ${state}`)).toEqual([
      'primary healthy',
      'worker healthy',
      'worker healthy',
    ])
    expect(server.operations.streams()).toMatchObject([{ linkId: server.lastLinkId }])
  })

  it('of bots tell what each carries, how fast, and how long it has to wait', async () => {
    const server = await TestServer.create({ workers: 2 })
    const [worker, other] = server.workers
    const file = await server.linkSynthetic(12 * MIB)
    const of = (id: number | undefined) => server.operations.clients().find(({ name }) => name.includes(`(${id})`))
    server.sim.faults.floodWait(600, { accountId: worker?.id, method: 'upload.getFile' })
    server.sim.faults.slowAnswer(700, { accountId: other?.id, method: 'upload.getFile', times: 'every' })
    const download = read(file.download)
    await expect.poll(() => of(other?.id)?.partsInFlight, { timeout: 10_000, interval: 20 }).toBeGreaterThan(0)
    expect((await download).body.equals(file.bytes)).toBe(true)
    await expect.poll(() => of(other?.id)?.bytesPerSecond, { timeout: 10_000 }).toBeGreaterThan(0)
    const told = of(worker?.id)
    expect(told).toMatchObject({ state: 'cooling', receivedBytes: 0, bytesPerSecond: 0 })
    expect(told?.coolUntilMs ?? 0).toBeGreaterThan(Date.now() + 500_000)
    expect(of(other?.id)).toMatchObject({ coolUntilMs: null, receivedBytes: 12 * MIB, partsInFlight: 0 })
    expect(of(other?.id)?.connections).toBeGreaterThan(0)
    server.sim.faults.dropConnections(other?.id)
    await expect.poll(() => of(other?.id)?.connections, { timeout: 10_000 }).toBe(0)
    expect(of(other?.id)?.receivedBytes).toBe(12 * MIB)
  })

  it('of one person are what they made and used, by the limits in force for them', async () => {
    const server = await TestServer.create({
      workers: 1,
      env: { MAX_LINKS_PER_DAY: '2', USER_BANDWIDTH_LIMIT_GB: '1' },
    })
    const { operations, ada } = server
    const file = await server.linkSynthetic(50_000)
    expect((await operations.userStats(ada.id)).linksToday).toEqual({ made: 1, limit: 2, nextAtMs: null })
    expect(await isTaken(server)).toBe(true)
    await read(file.download)
    const stats = await operations.userStats(ada.id)
    expect(stats).toMatchObject({
      standing: 'everybody',
      linksToday: { made: 2, limit: 2 },
      traffic: { usedBytes: 50_000, limitBytes: 1e9 },
      links: 2,
    })
    const waitMs = (stats.linksToday.nextAtMs ?? 0) - Date.now()
    expect(waitMs).toBeGreaterThan(DAY_MS - 60_000)
    expect(waitMs).toBeLessThanOrEqual(DAY_MS)

    await operations.authorizeUser(ADMIN, ada.id, { linksPerDay: 10 })
    await ban(server, ada.id)
    expect(await operations.describeUser(ada.id)).toMatchObject({
      user: { id: ada.id, firstName: 'Ada', isAuthorized: true },
      ban: { reason: 'spam' },
      stats: { standing: 'authorized', linksToday: { made: 2, limit: 10, nextAtMs: null } },
    })
    expect(await operations.findPerson(String(ada.id))).toMatchObject({ firstName: 'Ada' })
    expect(await operations.findPerson('@nobody_at_all')).toBeNull()
  })
})

describe('an admin far from the machine', () => {
  it('reads the log without a secret in it, and lets programs in with tokens that can be taken back', async () => {
    const server = await TestServer.create({ workers: 0 })
    const { operations } = server
    await server.linkSynthetic(1000)
    expect(operations.logs({ filter: 'link created' }).entries).toMatchObject([
      { level: 'info', subsystem: 'bot', fields: { linkId: server.lastLinkId } },
    ])
    const wish = { name: 'backup', scopes: ['stats'], expiresAtMs: null }
    const made = await operations.tokens.create(ADMIN, wish)
    if (!made.ok) throw new Error(made.refusal.reason)
    expect(await operations.tokens.verify(made.token)).toMatchObject({ name: 'backup', scopes: ['stats'] })
    expect(await operations.tokens.list()).toMatchObject([{ id: made.info.id, createdBy: 1 }])
    expect(await operations.tokens.revoke(ADMIN, made.info.id)).toBe(true)
    expect(await operations.tokens.verify(made.token)).toBeNull()
    const log = JSON.stringify(operations.logs({ limit: 500 }))
    for (const secret of [made.token, server.bot.token ?? '']) expect(log).not.toContain(secret)
  })
})

describe('the set-up check', () => {
  type Findings = readonly Readonly<Record<string, unknown>>[]
  const findingsOf = async ({ operations }: Instance): Promise<Findings> =>
    (await operations.checkSetup(signal)).map((finding) => ({ ...finding }))

  it('finds bots without the rights they need, each by itself', async () => {
    const server = await TestServer.create({ workers: 3 })
    const { world } = server.sim
    const [outsider, member, fine] = server.workers
    expect((await findingsOf(server)).filter(({ id }) => id === 'bot_ready')).toHaveLength(4)
    world.kick(server.logChannel.id, outsider?.id ?? 0)
    world.promote(server.logChannel.id, member?.id ?? 0, [])
    world.promote(server.logChannel.id, server.bot.id, ['editMessages'])
    const found = await findingsOf(server)
    expect(found.filter(({ subject }) => subject === 'bots')).toMatchObject([
      { id: 'bot_may_not_post', level: 'error', bot: 'BOT_TOKEN', username: 'links_bot', title: 'Log' },
      { id: 'bot_not_in_log_channel', level: 'error', username: outsider?.username },
      { id: 'bot_not_an_admin', level: 'error', username: member?.username, title: 'Log' },
      { id: 'bot_ready', level: 'ok', username: fine?.username },
    ])
    expect(found.map(({ id }) => id)).toContain('clock_ready')
    expect(found.map(({ id }) => id)).toContain('database_ready')
    expect(found.map(({ id }) => id)).toContain('base_url_unset')
  })

  it('finds channels to join that the bot sees nothing of', async () => {
    const server = await TestServer.create({ workers: 0 })
    const { world } = server.sim
    const create = (title: string, username: string) =>
      world.createChannel({ title, username, creatorId: server.logChannel.creatorId })
    world.promote(create('News', 'ada_news').id, server.bot.id, ['inviteUsers'])
    create('Club', 'ada_club')
    await set(server, 'FORCE_SUB_CHANNEL', '@ada_news @ada_club @not_there -1009999999999')
    const found = await findingsOf(server)
    const of = (channel: string | number) => found.find((finding) => finding['channel'] === channel)?.['id']
    expect(of('@ada_news')).toBe('subscription_ready')
    expect(of('@ada_club')).toBe('subscription_unseen')
    expect(of('@not_there')).toBe('subscription_unseen')
    expect(of(-1009999999999)).toBe('subscription_unseen')
  })

  it('knows its own address, also where another instance answers, and finds out a stranger', async () => {
    const server = await TestServer.create({ workers: 0 })
    const port = String(await freePort())
    const shared = { DATABASE_URL: `sqlite:${join(server.directory, 'shared.db')}` }
    await server.restart({ ...shared, PORT: port, BASE_URL: `http://127.0.0.1:${port}/files` })
    const aboutAddress = async () =>
      (await findingsOf(server)).filter(({ subject }) => subject === 'base_url').map(({ id }) => id)
    expect(await aboutAddress()).toEqual(['base_url_of_this_machine', 'base_url_ready'])

    await server.restart({ PORT: '0', BASE_URL: '' })
    const sibling = await server.startSibling()
    await server.restart({ BASE_URL: sibling.baseUrl })
    expect(await aboutAddress()).toEqual(['base_url_of_this_machine', 'base_url_ready'])

    const stranger = await TestServer.create({ workers: 0 })
    await server.restart({ BASE_URL: stranger.baseUrl })
    expect(await aboutAddress()).toEqual(['base_url_of_another_server', 'base_url_of_this_machine'])
    await stranger.stop()
    expect(await aboutAddress()).toEqual(['base_url_of_this_machine', 'base_url_unreachable'])
  })

  it('finds names of other bots and a clock that is off', async () => {
    const clock = { now: () => Date.now() - 3_600_000 }
    const server = await TestServer.create({ workers: 0, start: { clock } })
    await server.restart({ LOG_CHANNEL: '', BIN_CHANNEL: `-100${server.logChannel.id}`, WORKERS: '4' })
    const found = await findingsOf(server)
    const of = (id: string) => found.find((finding) => finding['id'] === id)
    expect(of('old_name')).toMatchObject({ used: 'BIN_CHANNEL', name: 'LOG_CHANNEL' })
    expect(of('name_without_effect')).toMatchObject({ name: 'WORKERS' })
    expect(Number(of('clock_off')?.['aheadMs'])).toBeLessThan(-3_590_000)
  })
})

async function linkOf(server: TestServer): Promise<{ readonly expiresAtMs: number | null }> {
  const link = await server.operations.changeLink(ADMIN, server.lastLinkId, {})
  if (!link) throw new Error('There is no such link')
  return link
}
