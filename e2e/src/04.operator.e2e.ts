/** What an operator meets: mistakes explained in one sentence, a clean stop, a restart that loses nothing. */
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { userPeer } from '@streambot/telegram-sim'
import { describe, expect, it } from 'vitest'
import { ChildServer } from './child-server.js'
import { API_HASH, TestServer } from './test-server.js'

async function expectRefusal(env: Record<string, string>, sentence: string | RegExp): Promise<void> {
  const child = await ChildServer.start(env)
  expect(await child.exitCode()).toBe(1)
  const said = child.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'))
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(sentence)
}

describe('a mistake in the set-up is answered with one clear sentence and exit code 1', () => {
  it('a wrong API_ID', async () => {
    const server = await TestServer.create({ workers: 0, sim: { credentials: { apiId: 1, apiHash: API_HASH } } })
    await server.stop()
    await expectRefusal(
      { ...server.env, API_ID: '2', DATA_DIRECTORY: `${server.directory}/other` },
      /API_ID together with API_HASH.*my\.telegram\.org/,
    )
  })

  it('a wrong BOT_TOKEN', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    server.sim.world.revokeToken(server.env['BOT_TOKEN'] ?? '', 'ACCESS_TOKEN_INVALID')
    await expectRefusal(
      { ...server.env, DATA_DIRECTORY: `${server.directory}/other` },
      /BOT_TOKEN is not a bot token Telegram knows.*@BotFather/,
    )
  })

  it('a log channel the bot is not in', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    const other = server.sim.world.createChannel({ title: 'Other', creatorId: server.ada.id })
    await expectRefusal(
      { ...server.env, LOG_CHANNEL: `-100${other.id}`, DATA_DIRECTORY: `${server.directory}/other` },
      /BOT_TOKEN is not in the log channel.*add it there as an administrator/,
    )
  })

  it('a log channel that the links in the database do not point at', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.linkSynthetic(1)
    await server.stop()
    const other = server.sim.world.createChannel({ title: 'Other', creatorId: server.ada.id })
    server.sim.world.promote(other.id, server.bot.id, ['postMessages'])
    await expectRefusal(
      { ...server.env, LOG_CHANNEL: `-100${other.id}` },
      /point at the log channel -100\d+, but LOG_CHANNEL is -100\d+\. Set LOG_CHANNEL back, or begin a new database/,
    )
  })

  it('a log channel where the bot may not post', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    server.sim.world.promote(server.logChannel.id, server.bot.id, ['deleteMessages'])
    await expectRefusal(server.env, /may not post in the log channel "Log".*right to post messages/)
  })

  it('a port that is in use', async () => {
    const server = await TestServer.create({ workers: 0 })
    const { port } = new URL(server.baseUrl)
    await expectRefusal(
      { ...server.env, PORT: port, DATA_DIRECTORY: `${server.directory}/other` },
      /^Port \d+ is in use on 127\.0\.0\.1: .*PORT/,
    )
  })

  it('a session file that is none', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    const sessions = join(server.directory, 'sessions')
    const [name = ''] = (await readdir(sessions)).filter((file) => file.endsWith('.session'))
    await writeFile(join(sessions, name), 'x'.repeat(5000))
    await expectRefusal(server.env, /^The Telegram session \S+\.session cannot be opened.*move the file away/)
  })

  it('a data directory that cannot hold the sessions', async () => {
    const server = await TestServer.create({ workers: 0 })
    await writeFile(join(server.directory, 'file'), '')
    await expectRefusal(
      {
        ...server.env,
        DATA_DIRECTORY: join(server.directory, 'file'),
        DATABASE_URL: `sqlite:${server.directory}/x.db`,
      },
      /^The Telegram session .* cannot be opened.*make the folder writable/,
    )
  })

  it('nothing configured at all', async () => {
    const child = await ChildServer.start({})
    expect(await child.exitCode()).toBe(1)
    for (const word of [
      'API_ID',
      'API_HASH',
      'BOT_TOKEN',
      'LOG_CHANNEL',
      'my.telegram.org',
      '@BotFather',
      'npm run demo',
    ]) {
      expect(child.output).toContain(word)
    }
  })
})

describe('a worker that cannot serve', () => {
  it('is explained and left out, and the others carry on', async () => {
    const server = await TestServer.create({ workers: 3 })
    await server.stop()
    const [revoked, outsider] = server.workers
    server.sim.world.revokeToken(revoked?.token ?? '')
    server.sim.world.kick(server.logChannel.id, outsider?.id ?? 0)
    const child = await ChildServer.start({
      ...server.env,
      LOG_LEVEL: 'info',
      DATA_DIRECTORY: `${server.directory}/other`,
    })
    const health = await fetch(`${await child.baseUrl()}/healthz`)
    expect(health.status).toBe(200)
    expect(child.output).toMatch(/worker 1 .*was revoked/)
    expect(child.output).toMatch(/worker 2 .*is not in the log channel/)
    expect(child.output).not.toContain(revoked?.token)
    child.kill('SIGTERM')
    expect(await child.exitCode()).toBe(0)
  })
})

describe('the server', () => {
  it('stops cleanly on SIGTERM while somebody downloads', async () => {
    const server = await TestServer.create({ workers: 1 })
    const { content } = server.sim.world.putSyntheticFile(200_000_000, 'seed')
    const file = await server.link(content)
    await server.stop()
    const child = await ChildServer.start({ ...server.env, LOG_LEVEL: 'info' })
    const url = new URL(file.download)
    const response = await fetch(`${await child.baseUrl()}${url.pathname}`)
    const reader = response.body?.getReader()
    await reader?.read()
    child.kill('SIGTERM')
    expect(await child.exitCode()).toBe(0)
    expect(child.output).toContain('Stopping')
  })

  it('writes nothing that other users of the machine may read', async () => {
    const server = await TestServer.create({ workers: 1 })
    await server.stop()
    const data = join(server.directory, 'other')
    const child = await ChildServer.start({ ...server.env, LOG_LEVEL: 'info', DATA_DIRECTORY: data })
    await child.baseUrl()
    const files = await readdir(data, { recursive: true })
    expect(files).toContain('streambot.db')
    for (const path of ['.', ...files]) {
      expect([path, (await stat(join(data, path))).mode & 0o077]).toEqual([path, 0])
    }
    child.kill('SIGTERM')
    expect(await child.exitCode()).toBe(0)
  })

  it('ends although something that is not its own keeps the process alive', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    const forever = 'data:text/javascript,setInterval(()=>{},1000)'
    const child = await ChildServer.start({ ...server.env, LOG_LEVEL: 'info', NODE_OPTIONS: `--import=${forever}` })
    await child.baseUrl()
    child.kill('SIGTERM')
    expect(await child.exitCode()).toBe(0)
  })

  it('answers who wrote just before it was told to stop', async () => {
    const server = await TestServer.create({ workers: 0 })
    server.sim.faults.slowAnswer(200, { method: 'messages.forwardMessages' })
    const linked = server.linkSynthetic(1000)
    await expect.poll(() => server.sim.counters.read().calls['messages.forwardMessages']).toBe(1)
    await server.stop()
    expect((await linked).download).toContain('/dl/')
  })

  it('stops although Telegram is away and somebody waits for an answer', { timeout: 20_000 }, async () => {
    const server = await TestServer.create({ workers: 0 })
    const unanswered = server.sim.faults.noAnswer({ method: 'messages.sendMessage' })
    const { world } = server.sim
    world.sendAs(server.ada.id, userPeer(server.bot.id), { text: '/start' })
    await expect.poll(() => unanswered.fired).toBe(1)
    await server.sim.faults.dcDown(2)
    await server.stop()
  })

  it('stops cleanly on SIGINT while it is still logging in', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    await server.sim.faults.dcDown(2)
    const child = await ChildServer.start({ ...server.env, LOG_LEVEL: 'debug' })
    await child.says('AES-256-IGE')
    child.kill('SIGINT')
    expect(await child.exitCode()).toBe(0)
  })

  it('keeps links over a restart and logs no bot in again', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(100_000)
    await server.stop()
    const logins = server.sim.counters.read().calls['auth.importBotAuthorization']
    await server.start()
    const url = new URL(file.download)
    const response = await fetch(`${server.baseUrl}${url.pathname}`)
    expect(Buffer.from(await response.arrayBuffer()).equals(file.bytes)).toBe(true)
    expect(server.sim.counters.read().calls['auth.importBotAuthorization']).toBe(logins)
  })

  it('answers what was written to the bot while it was down', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.ask({ text: '/start' })
    await server.stop()
    const answered = server.ask({ text: '/help' })
    await server.start()
    expect((await answered).text).toContain('Anyone who has a link')
  })
})
