/** What operators do without the bot: tokens and links by commands, on the store of a server or beside it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { streambot } from './command-line.js'
import { read, verdict } from './readers.js'
import { linkAt, TestServer } from './test-server.js'

const MIB = 1024 * 1024
const MAIN = resolve(import.meta.dirname, '../../packages/streambot/dist/main.js')

const lineWith = (text: string, word: string) => text.split('\n').find((line) => line.includes(word)) ?? ''

describe('streambot token', () => {
  it('makes one that opens the API of a server that runs, lists it, and takes it back', async () => {
    const server = await TestServer.create({ workers: 0 })
    const run = (...args: string[]) => streambot(['token', ...args], server.env)
    expect((await run('list')).printed).toBe('There is no token.\n')
    const made = await run('create', 'grafana', '--scopes', 'stats,logs', '--expires', '90d')
    expect(made).toMatchObject({ exitCode: 0 })
    expect(made.printed).toMatch(/^sb_[\w-]{43}\n$/)
    const [, id = ''] =
      /^Token ([0-9a-f]{16}), good for stats, logs, until \d{4}-\d\d-\d\d\. It is shown this once:\n$/.exec(
        made.told,
      ) ?? []
    const ask = async () =>
      (await fetch(`${server.baseUrl}/api/v1/stats`, { headers: { authorization: `Bearer ${made.printed.trim()}` } }))
        .status
    expect(await ask()).toBe(200)
    expect(lineWith((await run('list')).printed, id)).toMatch(
      /grafana +stats,logs +\d{4}-\d\d-\d\d +until \d{4}-\d\d-\d\d/,
    )
    expect(JSON.parse((await run('list', '--json')).printed)).toMatchObject([
      { id, name: 'grafana', scopes: ['stats', 'logs'] },
    ])
    expect((await run('revoke', id)).printed).toBe(`Token ${id} is revoked: its next request is refused.\n`)
    expect(await ask()).toBe(401)
    expect(await run('revoke', id)).toMatchObject({
      exitCode: 1,
      told: `There is no token ${id}: \`streambot token list\` tells.\n`,
    })
  })

  it.each([
    [['x', '--scopes', 'root'], /^There is no scope root: choose from stats, /],
    [['x', '--expires', 'tomorrow'], /^"tomorrow" is no end: /],
    [['x', '--expires', '2001-01-01'], /^A token cannot end in the past\.\n$/],
    [[''], /^A token needs a name /],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    const { exitCode, printed, told } = await streambot(['token', 'create', ...args], server.env)
    expect([exitCode, printed]).toEqual([1, ''])
    expect(told).toMatch(sentence)
  })
})

describe('streambot link', () => {
  it('makes links of messages beside a server that runs, and disturbs it in nothing', async () => {
    const server = await TestServer.create({ workers: 1, env: { ADMINS: '5' } })
    const file = await server.linkSynthetic(100_000)
    const messageId = server.copies[0]?.id ?? 0
    const before = server.sim.counters.read()
    const made = await streambot(
      ['link', 'create', String(messageId), '--expires', 'never', '--max-downloads', '1'],
      server.env,
    )
    expect(made).toMatchObject({ exitCode: 0 })
    expect(made.told).toMatch(/^Link [0-9a-f]{16} to .+, for good:\n$/)
    const url = linkAt(server, made.printed.trim())
    expect((await read(url)).body.equals(file.bytes)).toBe(true)
    const called = (name: string) => (server.sim.counters.read().calls[name] ?? 0) - (before.calls[name] ?? 0)
    expect([called('auth.importBotAuthorization'), called('auth.logOut')]).toEqual([1, 1])
    // It never asks for updates: the server goes on getting them all.
    expect(called('updates.getDifference')).toBe(0)
    expect((await server.linkSynthetic(2000)).bytes).toHaveLength(2000)
    expect(server.copies).toHaveLength(2)
  })

  it('lists, shows, searches and revokes them', async () => {
    const server = await TestServer.create({ workers: 0 })
    const film = await server.linkSynthetic(5000, { kind: 'video', name: 'Metropolis.mkv', mimeType: 'video/mp4' })
    await server.linkSynthetic(6000, { kind: 'document', name: 'notes.txt', mimeType: 'text/plain' })
    const run = (...args: string[]) => streambot(['link', ...args], server.env)
    expect((await run('list')).printed.trim().split('\n')).toHaveLength(3)
    expect((await run('list', '--search', 'METRO')).printed).toMatch(
      /^ID +STATE .*\n[0-9a-f]{16} {2}serves .* 5000 {2}Metropolis\.mkv\n$/,
    )
    const shown = JSON.parse((await run('show', film.download, '--json')).printed) as Record<string, unknown>
    expect(shown).toMatchObject({ state: 'serves', fileName: 'Metropolis.mkv', ownerId: server.ada.id, downloads: 0 })
    expect(await verdict(linkAt(server, String(shown['downloadUrl'])))).toBe('200')
    const revoked = await run('revoke', film.download, String(shown['id']))
    expect(revoked).toMatchObject({ exitCode: 0, printed: `Link ${String(shown['id'])} is revoked.\n` })
    await expect.poll(() => verdict(film.download), { timeout: 10_000 }).toBe('404 link_not_found')
    expect(await run('revoke', film.download)).toMatchObject({ exitCode: 1 })
    expect(await run('show', 'nonsense')).toMatchObject({ exitCode: 1, told: /^There is no link nonsense/ })
  })

  it.each([
    ['hello', /^That is no link to a post/],
    ['https://t.me/not_there/5', /^The bot does not see this chat/],
    ['99999', /^There is no such message, or it holds no file\.\n$/],
  ])('says of %s in one sentence why there is none', async (post, sentence) => {
    const server = await TestServer.create({ workers: 0, env: { ADMINS: '5' } })
    await server.stop()
    const { exitCode, printed, told } = await streambot(['link', 'create', post], server.env)
    expect([exitCode, printed]).toEqual([1, ''])
    expect(told).toMatch(sentence)
  })
})

describe('streambot bench-dc', () => {
  it('measures each bot, and says of each that cannot read why', async () => {
    const server = await TestServer.create({ workers: 2 })
    await server.linkSynthetic(4 * MIB)
    const messageId = server.copies[0]?.id ?? 0
    server.sim.world.kick(server.logChannel.id, server.workers[1]?.id ?? 0)
    await server.stop()
    server.sim.counters.reset()
    const run = (...args: string[]) => streambot(['bench-dc', String(messageId), ...args], server.env)
    const { exitCode, printed, told } = await run('--parts', '3', '--json')
    expect(exitCode).toBe(0)
    expect(told).toMatch(
      /What they carry: streambot capacity --viewers 100 --mbits 5 --bot-mibs \d+\.\d\d\n.*--parts 400/,
    )
    const { calls } = server.sim.counters.read()
    expect([calls['auth.importBotAuthorization'], calls['updates.getState']]).toEqual([3, undefined])
    const { measured } = JSON.parse(printed) as { measured: Record<string, unknown>[] }
    expect(measured).toMatchObject([
      { bot: 'BOT_TOKEN', dc: 2, message: messageId, bytes: 3 * MIB, trouble: null },
      { dc: 2, bytes: 3 * MIB, trouble: null },
      { dc: null, bytes: 0, trouble: /./ },
    ])
    for (const { mibPerSecond } of measured.slice(0, 2)) expect(mibPerSecond).toBeGreaterThan(0)
    const table = (await run('--parts', '1')).printed
    expect(table).toMatch(/^BOT +DC +MESSAGE +MIB +SECONDS +MIB\/S +FIRST MS\n(?:.+\n){3}$/)
    expect(await streambot(['bench-dc', 'x'], server.env)).toMatchObject({ exitCode: 1, told: /^"x" is neither/ })
  })
})

describe('streambot bench-dc, interrupted', () => {
  it('prints what it has measured, logs its bots out, and does not end as if all were well', async () => {
    const server = await TestServer.create({ workers: 1, sim: { network: 'far' } })
    await server.linkAgain(server.sim.world.putSyntheticFile(300 * MIB, 'seed', { mimeType: 'video/mp4' }).id)
    const messageId = server.copies[0]?.id ?? 0
    await server.stop()
    server.sim.counters.reset()
    const args = ['bench-dc', String(messageId), '--parts', '300', '--at-once', '1']
    const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env['PATH'], ...server.env } })
    const ended = once(child, 'exit') as Promise<[number | null]>
    const printed = text(child.stdout)
    await once(child.stderr, 'data')
    child.kill('SIGINT')
    expect(await ended).toEqual([130, null])
    expect(await printed).toMatch(/^BOT +DC /)
    const { calls } = server.sim.counters.read()
    expect([calls['auth.importBotAuthorization'], calls['auth.logOut']]).toEqual([2, 2])
  })
})

describe('streambot completion', () => {
  it.each(['bash', 'zsh', 'fish'])('knows every command in %s', async (shell) => {
    const { exitCode, printed } = await streambot(['completion', shell])
    expect(exitCode).toBe(0)
    for (const word of ['doctor', 'bench-dc', 'create', 'revoke', 'rotate', 'scopes', 'into-existing'])
      expect(printed).toContain(word)
  })

  it('completes in a real bash what stands there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'streambot-completion-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const script = join(folder, 'streambot.bash')
    await writeFile(script, (await streambot(['completion', 'bash'])).printed)
    const complete = async (...words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(' ')
      const program = `source ${script}; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _streambot; echo "\${COMPREPLY[@]}"`
      const child = spawn('bash', ['--norc', '-c', program], { stdio: ['ignore', 'pipe', 'inherit'] })
      const pieces: Buffer[] = []
      for await (const piece of child.stdout) pieces.push(piece as Buffer)
      return Buffer.concat(pieces).toString().trim().split(' ')
    }
    expect(await complete('streambot', 'to')).toEqual(['token'])
    expect(await complete('streambot', 'token', '')).toEqual(expect.arrayContaining(['create', 'list', 'revoke']))
    expect(await complete('streambot', 'token', 'create', 'name', '--sc')).toEqual(['--scopes'])
    expect(await complete('streambot', 'completion', 'f')).toEqual(['fish'])
  })
})

describe('streambot demo', () => {
  it('hands options on to the demo of the workspace', async () => {
    const { exitCode, printed } = await streambot(['demo', '--', '--help'])
    expect([exitCode, printed]).toEqual([0, expect.stringContaining('demo')])
  })
})
