/** What is wrong is found by whichever door it is asked for: the command line without a server, the chat, the API. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addVisitor, BadProxy, type Mistakes } from './27.proxies.js'
import { streambot } from './command-line.js'
import { openSqlite } from './database.js'
import { freePort } from './free-port.js'
import { API_HASH, TestServer } from './test-server.js'

const { signal } = new AbortController()

interface Told {
  readonly ok: boolean
  readonly findings: readonly {
    readonly id: string
    readonly level: string
    readonly text: string
    readonly fix: string | null
    readonly section: string | null
    readonly about: Readonly<Record<string, unknown>>
  }[]
}

async function doctor(env: Readonly<Record<string, string>>): Promise<Told & { readonly exitCode: number | null }> {
  const { exitCode, printed } = await streambot(['doctor', '--json'], env)
  return { exitCode, ...(JSON.parse(printed) as Told) }
}

const wrongIn = ({ findings }: Told) => findings.flatMap(({ id, level }) => (level === 'ok' ? [] : [id]))

async function behind(mistakes: Mistakes, env: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const proxy = await BadProxy.start(mistakes)
  const port = await freePort()
  proxy.target = `http://127.0.0.1:${port}`
  const server = await TestServer.create({
    workers: 0,
    env: { BASE_URL: proxy.url, PORT: String(port), TRUST_PROXY: 'loopback', ADMINS: '1', ...env },
  })
  const found = await server.operations.examineSetup(signal)
  return found.flatMap(({ id, level, subject }) => (subject === 'proxy' && level !== 'ok' ? [id] : []))
}

describe('a proxy', () => {
  it('that does what it should is well', async () => {
    expect(await behind({})).toEqual([])
  })

  it.each<[string, Mistakes, string[]]>([
    ['strips Range', { request: ({ range: _, ...rest }) => addVisitor(rest) }, ['proxy_breaks_ranges']],
    ['refuses HEAD', { refusesHead: true }, ['proxy_breaks_head']],
    [
      'drops the length of heads',
      {
        answer: ({ 'content-length': length, ...rest }, method) =>
          method === 'HEAD' ? rest : { ...rest, 'content-length': length },
      },
      ['proxy_breaks_head'],
    ],
    ['holds everything back', { isBuffering: true }, ['proxy_buffers']],
    [
      'changes bytes',
      { bytes: (bytes) => Buffer.alloc(bytes.length, 1) },
      ['proxy_breaks_ranges', 'proxy_changes_bytes'],
    ],
    ['says nothing of visitors', { request: ({ 'x-forwarded-for': _, ...rest }) => rest }, ['proxy_hides_visitors']],
    ['passes on what visitors make up', { request: (headers) => headers }, ['proxy_believes_visitors']],
  ])('that %s is found out', async (_, mistakes, expected) => {
    expect(await behind(mistakes)).toEqual(expected)
  })

  it('that TRUST_PROXY does not name is found out', async () => {
    expect(await behind({}, { TRUST_PROXY: 'none' })).toEqual(['proxy_not_trusted'])
  })

  it('gets known bytes for nobody else', async () => {
    const server = await TestServer.create({ workers: 0 })
    const guessed = { 'x-streambot-challenge': '0'.repeat(32), 'x-streambot-probe': `0.${'A'.repeat(43)}` }
    for (const headers of [undefined, guessed]) {
      expect((await fetch(`${server.baseUrl}/dl/probe`, headers ? { headers } : {})).status).toBe(404)
    }
  })
})

describe('streambot doctor', () => {
  it('says of a set-up that works that it does, without a server, and leaves nothing behind', async () => {
    const server = await TestServer.create({ workers: 2, env: { ADMINS: '1' } })
    await server.stop()
    const before = server.sim.counters.read()
    const told = await doctor(server.env)
    expect(wrongIn(told)).toEqual(['base_url_unset'])
    expect(told).toMatchObject({ exitCode: 0, ok: true })
    const ids = told.findings.map(({ id }) => id)
    expect(ids.filter((id) => id === 'bot_ready')).toHaveLength(3)
    for (const id of ['database_ready', 'database_known', 'clock_ready', 'disk_ready', 'node_ready'])
      expect(ids).toContain(id)
    const called = (name: string) => (server.sim.counters.read().calls[name] ?? 0) - (before.calls[name] ?? 0)
    expect([called('auth.importBotAuthorization'), called('auth.logOut'), called('updates.getState')]).toEqual([
      3, 3, 0,
    ])
  })

  it('tells everything that is wrong at once, each with its fix and its section, and exits with 1', async () => {
    const server = await TestServer.create({ workers: 3 })
    await server.stop()
    const { world } = server.sim
    const [outsider, member] = server.workers
    world.kick(server.logChannel.id, outsider?.id ?? 0)
    world.promote(server.logChannel.id, member?.id ?? 0, [])
    const last = server.env['ADDITIONAL_BOT_TOKENS']?.split(' ').at(-1) ?? ''
    world.revokeToken(last, 'ACCESS_TOKEN_INVALID')
    const { exitCode, ...told } = await doctor({
      ...server.env,
      BASE_URL: 'http://nowhere.invalid',
      WORKERS: '4',
    })
    expect([exitCode, told.ok]).toEqual([1, false])
    expect(wrongIn(told).sort()).toEqual(
      [
        'admins_missing',
        'base_url_unknown_host',
        'base_url_without_tls',
        'bot_not_an_admin',
        'bot_not_in_log_channel',
        'bot_token_refused',
        'name_without_effect',
      ].sort(),
    )
    const page = await readFile(join(import.meta.dirname, '../../docs/troubleshooting.md'), 'utf8')
    for (const { id, level, fix, section } of told.findings) {
      if (level === 'ok') continue
      expect([id, section]).toEqual([id, `docs/troubleshooting.md#${id}`])
      expect(fix).not.toBeNull()
      expect(page).toContain(`### ${id}\n`)
    }
  })

  it('says in words what it says to programs', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    server.sim.world.revokeToken(server.env['BOT_TOKEN'] ?? '', 'ACCESS_TOKEN_INVALID')
    const { exitCode, printed, told } = await streambot(['doctor'], server.env)
    expect([exitCode, told]).toEqual([1, ''])
    expect(printed).toMatch(/^✗ Telegram refuses the token of BOT_TOKEN: .*@BotFather\./)
    expect(printed).toContain('docs/troubleshooting.md#bot_token_refused')
    expect(printed).toMatch(/\nTo mend: 1\. To think about: \d\.\n$/)
  })

  it('tells API_ID and API_HASH from tokens', async () => {
    const server = await TestServer.create({ workers: 0, sim: { credentials: { apiId: 1, apiHash: API_HASH } } })
    await server.stop()
    const told = await doctor({ ...server.env, API_HASH: '1'.repeat(32) })
    expect(wrongIn(told)).toContain('credentials_refused')
    expect(wrongIn(told)).not.toContain('bot_token_refused')
  })

  it('looks at what it can where the configuration cannot be used', async () => {
    const told = await doctor({ API_ID: 'x', LOGS_ACCESS_TOKEN: 'short' })
    const of = (id: string) => told.findings.filter((it) => it.id === id).map(({ about }) => about['name'])
    expect(of('configuration_missing').sort()).toEqual(['API_HASH', 'BOT_TOKEN', 'LOG_CHANNEL'])
    expect(of('configuration_invalid').sort()).toEqual(['API_ID', 'LOGS_ACCESS_TOKEN'])
    expect(told.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['node_ready', 'disk_ready']))
    expect(told.exitCode).toBe(1)
  })

  it('finds damage in the database, another log channel, and makes no database where there is none', async () => {
    const server = await TestServer.create({ workers: 0, env: { ADMINS: '1' } })
    await server.linkSynthetic(1000)
    await server.stop()
    const other = server.sim.world.createChannel({ title: 'Other', creatorId: server.logChannel.creatorId })
    server.sim.world.promote(other.id, server.bot.id, ['postMessages'])
    expect(wrongIn(await doctor({ ...server.env, LOG_CHANNEL: `-100${other.id}` }))).toContain(
      'log_channel_of_another_database',
    )
    const path = join(server.directory, 'streambot.db')
    await damage(path)
    const damaged = await doctor(server.env)
    expect(wrongIn(damaged).filter((id) => /^database_/.test(id))).toEqual(['database_away', 'database_damaged'])

    const fresh = { ...server.env, DATABASE_URL: `sqlite:${join(server.directory, 'none.db')}` }
    expect((await doctor(fresh)).findings.map(({ id }) => id)).toContain('database_unused')
    await expect(readFile(join(server.directory, 'none.db'))).rejects.toThrow('ENOENT')
  })

  it('finds a data directory that it cannot write in, and one that others may', async () => {
    const server = await TestServer.create({ workers: 0, env: { ADMINS: '1' } })
    await server.stop()
    const open = join(server.directory, 'open')
    await mkdir(open)
    await chmod(open, 0o777)
    const env = { ...server.env, DATABASE_URL: `sqlite:${join(server.directory, 'streambot.db')}` }
    expect(wrongIn(await doctor({ ...env, DATA_DIRECTORY: open }))).toContain('data_directory_open')
    const file = join(server.directory, 'a-file')
    await writeFile(file, '')
    expect(wrongIn(await doctor({ ...env, DATA_DIRECTORY: file }))).toContain('data_directory_not_writable')
  })

  it('disturbs no server that runs: people are answered, downloads go on', async () => {
    const server = await TestServer.create({ workers: 1, env: { ADMINS: '1' } })
    const told = await doctor(server.env)
    expect(wrongIn(told)).toEqual(['base_url_unset'])
    const file = await server.linkSynthetic(100_000)
    expect(Buffer.from(await (await fetch(file.download)).arrayBuffer()).equals(file.bytes)).toBe(true)
    expect(server.clients.describe().map(({ state }) => state)).toEqual(['healthy', 'healthy'])
  })
})

describe('the address, from the command line', () => {
  it('is looked at all the way where the server runs, and is nobody’s fault where it does not', async () => {
    const port = String(await freePort())
    const server = await TestServer.create({
      workers: 0,
      env: { PORT: port, BASE_URL: `http://127.0.0.1:${port}`, ADMINS: '1' },
    })
    const running = await doctor(server.env)
    expect(running.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['base_url_ready', 'proxy_ready']))
    expect(wrongIn(running)).toEqual(['base_url_of_this_machine'])
    await server.stop()
    const stopped = await doctor(server.env)
    expect(wrongIn(stopped)).toEqual(['base_url_of_this_machine', 'server_not_running'])
    expect(stopped.exitCode).toBe(0)
  })
})

describe('the other doors', () => {
  it('say the same: the API by a token with the scope stats, the chat to an admin', async () => {
    const server = await TestServer.create({ workers: 1, env: { ADMINS: '1' } })
    server.sim.world.kick(server.logChannel.id, server.workers[0]?.id ?? 0)
    const wish = { name: 'x', scopes: ['stats'], expiresAtMs: null }
    const made = await server.operations.tokens.create('cli', wish)
    if (!made.ok) throw new Error(made.refusal.reason)
    const response = await fetch(`${server.baseUrl}/api/v1/doctor`, {
      headers: { authorization: `Bearer ${made.token}` },
    })
    const told = (await response.json()) as Told
    expect([response.status, told.ok]).toEqual([200, false])
    expect(wrongIn(told)).toContain('bot_not_in_log_channel')
    const ids = (await server.operations.examineSetup(signal)).map(({ id }) => id)
    expect(told.findings.map(({ id }) => id).sort()).toEqual([...ids].sort())
    expect((await fetch(`${server.baseUrl}/api/v1/doctor`)).status).toBe(401)
  })
})

/** In the middle of a page that is not the first. */
async function damage(path: string): Promise<void> {
  // Everything is in the file itself once it was closed.
  await (await openSqlite(path))[Symbol.asyncDispose]()
  const bytes = await readFile(path)
  const pageBytes = 4096
  for (let page = 2; page < bytes.length / pageBytes - 1; page++)
    bytes.fill(0xee, page * pageBytes, page * pageBytes + 64)
  await writeFile(path, bytes)
}
