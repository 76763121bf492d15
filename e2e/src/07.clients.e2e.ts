/** Bots come, fail, are forgotten, banned and come back; people get their answers and readers their bytes meanwhile. */
import { userPeer, type Account } from '@streambot/telegram-sim'
import { createLoggers, type StartOptions } from 'streambot'
import { describe, expect, it } from 'vitest'
import { ChildServer } from './child-server.js'
import { TestServer, type FileLinks, type TestServerOptions } from './test-server.js'

const MIB = 1024 * 1024
/** Everything that waits waits less, so that what takes minutes shows in seconds. */
const QUICK = { probeEveryMs: 500, firstRetryMs: 100, longestRetryMs: 1000, longestAccessRetryMs: 500 }
const SLOW = { timeout: 30_000, interval: 50 }

/** With what its log says about bots, line by line. */
async function createServer(options: TestServerOptions = {}): Promise<{ server: TestServer; said: string[] }> {
  const said: string[] = []
  const destination = { write: (line: string) => void said.push((JSON.parse(line) as { msg: string }).msg) }
  const loggers = createLoggers({ level: 'trace', format: 'json', secrets: [], destination })
  const start: StartOptions = { clientTimings: QUICK, loggers, ...options.start }
  return { server: await TestServer.create({ ...options, start }), said }
}

/** Never sends its token: `worker 1 (123)`. */
function nameOf(server: TestServer, worker: Account | undefined): string {
  const status = server.clients.describe().find(({ name }) => name.includes(`(${worker?.id})`))
  if (!status) throw new Error(`Nobody looks after ${worker?.id}`)
  return status.name
}

function statesOf(server: TestServer): string[] {
  return server.clients.describe().map(({ state }) => state)
}

function stateOf(server: TestServer, worker: Account | undefined): string {
  return server.clients.describe().find(({ name }) => name.includes(`(${worker?.id})`))?.state ?? 'not there'
}

async function expectExact(file: FileLinks & { bytes: Buffer }): Promise<void> {
  const response = await fetch(file.download)
  expect(response.status).toBe(200)
  expect(Buffer.from(await response.arrayBuffer()).equals(file.bytes)).toBe(true)
}

function bytesFrom({ sim }: TestServer, worker: Account | undefined): number {
  return sim.counters.read().bytesByAccount[worker?.id ?? 0] ?? 0
}

function logins({ sim }: TestServer): number {
  return sim.counters.read().calls['auth.importBotAuthorization'] ?? 0
}

function answersIn({ sim, ada, bot }: TestServer): number {
  return sim.world.readChat(ada.id, userPeer(bot.id)).filter((message) => !message.out).length
}

describe('workers that cannot serve', () => {
  it('are each explained once, and the others serve', async () => {
    const { server, said } = await createServer({ workers: 5 })
    const [revoked, outsider, plain, banned, fine] = server.workers
    const { faults, world } = server.sim
    await server.stop()
    world.revokeToken(revoked?.token ?? '')
    faults.forgetAuthKeys(revoked?.id)
    world.kick(server.logChannel.id, outsider?.id ?? 0)
    world.promote(server.logChannel.id, plain?.id ?? 0, [])
    faults.userDeactivatedBan({ accountId: banned?.id })
    said.length = 0
    await server.start()
    expect(statesOf(server)).toEqual(['healthy', 'unreachable', 'unreachable', 'unreachable', 'banned', 'healthy'])
    await expectExact(await server.linkSynthetic(3 * MIB))
    expect(bytesFrom(server, fine)).toBe(3 * MIB)
    // By now each was tried again.
    await expect.poll(() => faults.script[0]?.fired, SLOW).toBeGreaterThan(2)
    const explained = (pattern: RegExp) => said.filter((line) => pattern.test(line)).length
    expect(explained(/^worker 1 .* was revoked: ask @BotFather/)).toBe(1)
    expect(explained(/^worker 2 .* is not in the log channel .*: add it there as an administrator/)).toBe(1)
    expect(explained(/^worker 3 .* is not an administrator of the log channel "Log"/)).toBe(1)
    expect(explained(/^worker 4 .*Telegram banned the bot/)).toBe(1)
    expect(said.join('\n')).not.toContain(revoked?.token)
  })

  it('do not hold up the start', async () => {
    const start = { clientTimings: { ...QUICK, stragglersMs: 3000 } }
    const { server } = await createServer({ workers: 2, start })
    const [silent] = server.workers
    await server.stop()
    server.sim.faults.noAnswer({ accountId: silent?.id, times: 'every' })
    await server.start()
    expect(statesOf(server)).toEqual(['healthy', 'starting', 'healthy'])
    await expectExact(await server.linkSynthetic(100_000))
  })

  it('do not keep the process from ending', async () => {
    const server = await TestServer.create({ workers: 1 })
    await server.stop()
    const silent = server.sim.faults.noAnswer({ accountId: server.workers[0]?.id, times: 'every' })
    const child = await ChildServer.start({ ...server.env, LOG_LEVEL: 'info' })
    await child.says('BOT_TOKEN is healthy')
    await expect.poll(() => silent.fired, SLOW).toBeGreaterThan(0)
    child.kill('SIGTERM')
    expect(await child.exitCode()).toBe(0)
  })

  it('serve as soon as they are let into the log channel', async () => {
    const { server } = await createServer({ workers: 1 })
    const [worker] = server.workers
    await server.stop()
    server.sim.world.kick(server.logChannel.id, worker?.id ?? 0)
    await server.start()
    expect(stateOf(server, worker)).toBe('unreachable')
    server.sim.world.promote(server.logChannel.id, worker?.id ?? 0, ['postMessages'])
    await expect.poll(() => stateOf(server, worker), SLOW).toBe('healthy')
    await expectExact(await server.linkSynthetic(MIB))
    expect(bytesFrom(server, worker)).toBe(MIB)
  })
})

describe('a worker', () => {
  it('that is thrown out of the log channel gets no more work', async () => {
    const { server } = await createServer({ workers: 2 })
    const [worker] = server.workers
    server.sim.world.kick(server.logChannel.id, worker?.id ?? 0)
    await expect.poll(() => stateOf(server, worker), SLOW).toBe('unreachable')
    await expectExact(await server.linkSynthetic(3 * MIB))
    expect(bytesFrom(server, worker)).toBe(0)
  })

  it('whose key Telegram forgot logs in again by itself', async () => {
    const { server, said } = await createServer({ workers: 2 })
    const [worker] = server.workers
    const before = logins(server)
    server.sim.faults.forgetAuthKeys(worker?.id)
    await expect.poll(() => logins(server), SLOW).toBe(before + 1)
    await expect.poll(() => statesOf(server), SLOW).toEqual(['healthy', 'healthy', 'healthy'])
    await expectExact(await server.linkSynthetic(6 * MIB))
    expect(bytesFrom(server, worker)).toBeGreaterThan(0)
    expect(said).toContain(`${nameOf(server, worker)}: Telegram forgot its login`)
  })

  it('makes a new key where Telegram takes no login under the old one', async () => {
    const { server } = await createServer({ workers: 1 })
    const [worker] = server.workers
    server.sim.faults.authKeyUnregistered({ accountId: worker?.id, method: 'channels.getChannels' })
    const refused = server.sim.faults.authKeyUnregistered({ method: 'auth.importBotAuthorization' })
    await expect.poll(() => refused.fired, SLOW).toBe(1)
    await expect.poll(() => stateOf(server, worker), SLOW).toBe('healthy')
    await expectExact(await server.linkSynthetic(MIB))
  })

  it('that is banned while it serves is told apart, and the others carry on', async () => {
    const { server } = await createServer({ workers: 2 })
    const [worker] = server.workers
    const file = await server.linkSynthetic(6 * MIB)
    server.sim.faults.userDeactivatedBan({ accountId: worker?.id })
    await expectExact(file)
    await expect.poll(() => stateOf(server, worker), SLOW).toBe('banned')
    const health = await fetch(`${server.baseUrl}/healthz`)
    expect(await health.json()).toEqual({ status: 'ok', reasons: ['1 of 3 Telegram clients: banned'] })
  })

  it('that Telegram told to wait at a probe gets no work until then', async () => {
    const { server } = await createServer({ workers: 2 })
    const [worker] = server.workers
    server.sim.faults.floodWait(600, { accountId: worker?.id, method: 'channels.getChannels' })
    await expect.poll(() => stateOf(server, worker), SLOW).toBe('cooling')
    await expectExact(await server.linkSynthetic(3 * MIB))
    expect(bytesFrom(server, worker)).toBe(0)
  })
})

describe('the primary', () => {
  it('answers what people wrote while Telegram had forgotten its key, once', async () => {
    const { server } = await createServer({ workers: 1 })
    await server.ask({ text: '/start' })
    const before = { logins: logins(server), answers: answersIn(server) }
    server.sim.faults.forgetAuthKeys(server.bot.id)
    expect((await server.ask({ text: '/help' })).text).toContain('Anyone who has a link')
    expect(logins(server)).toBe(before.logins + 1)
    await expectExact(await server.linkSynthetic(100_000))
    expect(answersIn(server)).toBe(before.answers + 2)
  })

  it('answers although its login ends between a message and the reply', async () => {
    const { server } = await createServer({ workers: 0 })
    server.sim.faults.authKeyUnregistered({ accountId: server.bot.id, method: 'messages.sendMessage' })
    expect((await server.ask({ text: '/help' })).text).toContain('Anyone who has a link')
    server.sim.faults.authKeyUnregistered({ accountId: server.bot.id, method: 'messages.forwardMessages' })
    await expectExact(await server.linkSynthetic(100_000))
    expect(answersIn(server)).toBe(2)
  })

  it('loses no message when it is built anew with new keys', async () => {
    const { server } = await createServer({ workers: 0 })
    await server.ask({ text: '/start' })
    server.sim.faults.authKeyUnregistered({ accountId: server.bot.id, method: 'channels.getChannels' })
    const refused = server.sim.faults.authKeyUnregistered({ method: 'auth.importBotAuthorization' })
    await expect.poll(() => refused.fired, SLOW).toBe(1)
    expect((await server.ask({ text: '/help' })).text).toContain('Anyone who has a link')
    await expectExact(await server.linkSynthetic(100_000))
    expect(answersIn(server)).toBe(3)
  })

  it('serves where there is no worker, and answers people meanwhile', async () => {
    const { server } = await createServer({ workers: 0 })
    const file = await server.linkSynthetic(6 * MIB)
    const slow = server.sim.faults.slowAnswer(1500, { method: 'upload.getFile', times: 'every' })
    let isDone = false
    const download = expectExact(file).then(() => (isDone = true))
    await expect.poll(() => slow.fired, SLOW).toBeGreaterThan(0)
    await server.ask({ text: '/help' })
    expect(isDone).toBe(false)
    await download
  })
})

describe('while a data centre is away', () => {
  it(
    'bots are unreachable, which is said once for each, and all go on when it is back',
    { timeout: 60_000 },
    async () => {
      const { server, said } = await createServer({ workers: 2 })
      const file = await server.linkSynthetic(3 * MIB)
      said.length = 0
      await server.sim.faults.dcDown(2)
      await expect.poll(() => statesOf(server), SLOW).toEqual(['unreachable', 'unreachable', 'unreachable'])
      const health = await fetch(`${server.baseUrl}/healthz`)
      expect([health.status, await health.json()]).toEqual([
        503,
        { status: 'unavailable', reasons: ['3 of 3 Telegram clients: unreachable'] },
      ])
      const answered = server.ask({ text: '/help' })
      await server.sim.faults.dcUp(2)
      await expect.poll(() => statesOf(server), SLOW).toEqual(['healthy', 'healthy', 'healthy'])
      await expectExact(file)
      expect((await answered).text).toContain('Anyone who has a link')
      const lines = said.filter((line) => /BOT_TOKEN|worker/.test(line))
      expect(lines.filter((line) => line.endsWith('is healthy'))).toHaveLength(3)
      expect(lines).toHaveLength(6)
      expect(said).not.toContain('A Telegram client had an error')
    },
  )
})

describe('while it runs', () => {
  it('a worker is added and serves, and one that is removed is gone', async () => {
    const { server } = await createServer({ workers: 1 })
    const [first] = server.workers
    const { world } = server.sim
    const second = world.createBot({ username: 'second_bot' })
    world.promote(server.logChannel.id, second.id, ['postMessages'])
    const name = `added (${second.id})`
    expect(await server.clients.addWorker({ name, token: second.token ?? '' })).toMatchObject({ state: 'healthy' })
    await expect(server.clients.addWorker({ name: 'again', token: second.token ?? '' })).rejects.toThrow('already')
    expect(await server.clients.removeWorker(nameOf(server, first))).toBe(true)
    expect(await server.clients.removeWorker('nobody')).toBe(false)
    await expectExact(await server.linkSynthetic(3 * MIB))
    expect(bytesFrom(server, second)).toBe(3 * MIB)
    expect(stateOf(server, first)).toBe('not there')
  })

  it('a worker is removed from under a download, which is exact', async () => {
    const { server } = await createServer({ workers: 2 })
    const [worker] = server.workers
    const file = await server.linkSynthetic(12 * MIB)
    const slow = server.sim.faults.slowAnswer(100, { accountId: worker?.id, method: 'upload.getFile', times: 'every' })
    const download = expectExact(file)
    await expect.poll(() => slow.fired, SLOW).toBeGreaterThan(0)
    await server.clients.removeWorker(nameOf(server, worker))
    await download
  })

  it('no bot logs in twice, whatever happened before a restart', async () => {
    const { server } = await createServer({ workers: 2 })
    const before = logins(server)
    server.sim.faults.forgetAuthKeys()
    await expect.poll(() => logins(server), SLOW).toBe(before + 3)
    await expect.poll(() => statesOf(server), SLOW).toEqual(['healthy', 'healthy', 'healthy'])
    await server.stop()
    await server.start()
    expect(statesOf(server)).toEqual(['healthy', 'healthy', 'healthy'])
    expect(logins(server)).toBe(before + 3)
  })
})
