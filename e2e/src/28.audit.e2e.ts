/**
 * Everything that changes something or looks into what belongs to others stands in the audit log: who, what, to whom, and no secret. A new way into the API,
 * a new command of admins, a new command of the command line has to be added to a table here, with what it writes down or why it writes nothing.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Chat } from './16.chat.js'
import { Program, type ApiAnswer } from './21.program.js'
import { expectNoSecrets } from './28.overheard.js'
import { streambot } from './command-line.js'
import { databaseOf, openSqlite } from './database.js'
import { TestServer, type FileLinks } from './test-server.js'

interface Entry {
  readonly actor: string
  readonly action: string
  readonly target: string | null
}

/** What one act is expected to write: its action, and whom or what it is done to. */
type Written = readonly [action: string, target: string | RegExp]
type Ask = (path: string, body?: object) => Promise<ApiAnswer>
type Row =
  | string // why it writes nothing
  | { readonly act: (ask: Ask, world: World) => Promise<unknown>; readonly writes: Written }

interface World {
  readonly server: TestServer
  readonly file: FileLinks
  readonly linkId: string
  readonly personId: number
  batchId: string
  tokenId: string
  broadcastId: string
}

const NUMBERS = 'numbers of the service, of nobody in particular'
const OWN = 'what it does stands in the log that it reads'
const PUBLIC = 'anybody may ask'

const API: Readonly<Record<string, Row>> = {
  'GET /api/v1/stats': NUMBERS,
  'GET /api/v1/stats/history': NUMBERS,
  'GET /api/v1/clients': NUMBERS,
  'GET /api/v1/doctor': NUMBERS,
  'GET /api/v1/settings': 'how the service is set, without secrets',
  'GET /api/v1/tokens': 'what may be shown of tokens: what was done with them stands in the log',
  'GET /api/v1/bans': 'what admins decided stands in the log',
  'GET /api/v1/broadcasts': 'what admins sent stands in the log',
  'GET /api/v1/broadcasts/{broadcastId}': 'what admins sent stands in the log',
  'GET /api/v1/logs': OWN,
  'GET /api/v1/logs/follow': OWN,
  'GET /api/v1/audit': OWN,
  'GET /api/logs': OWN,
  'GET /api/info': PUBLIC,
  'GET /api/v1/streams': { act: (ask) => ask('/streams'), writes: ['streams.look', 'everybody'] },
  'DELETE /api/v1/streams/{streamId}': {
    act: async (ask, { server, file }) => {
      const response = await fetch(file.stream)
      const id = response.headers.get('x-request-id') ?? ''
      await expect.poll(() => server.streams.size).toBe(1)
      await ask(`/streams/${id}`)
      await response.arrayBuffer().catch(() => {})
    },
    writes: ['stream.stop', /^stream:[\w-]{36}$/],
  },
  'GET /api/v1/links': { act: (ask) => ask('/links'), writes: ['links.look', 'everybody'] },
  'POST /api/v1/links': {
    act: (ask, { server }) =>
      ask('/links', { logMessageId: server.copies[0]?.id, ownerId: 77, password: 'Heckenrose' }),
    writes: ['link.create', /^[0-9a-f]{16}$/],
  },
  'GET /api/v1/links/{linkId}': {
    act: (ask, { linkId }) => ask(`/links/${linkId}`),
    writes: ['link.look', /^[0-9a-f]{16}$/],
  },
  'PATCH /api/v1/links/{linkId}': {
    act: (ask, { linkId }) => ask(`/links/${linkId}`, { password: 'Heckenrose' }),
    writes: ['link.change', /^[0-9a-f]{16}$/],
  },
  'POST /api/v1/batches': {
    act: async (ask, world) => {
      world.batchId = String((await ask('/batches', { linkIds: [world.linkId] })).body['id'])
    },
    writes: ['batch.create', /^[0-9a-f]{16}$/],
  },
  'GET /api/v1/batches/{batchId}': {
    act: (ask, { batchId }) => ask(`/batches/${batchId}`),
    writes: ['batch.look', /^[0-9a-f]{16}$/],
  },
  'DELETE /api/v1/batches/{batchId}': {
    act: (ask, { batchId }) => ask(`/batches/${batchId}`),
    writes: ['batch.revoke', /^[0-9a-f]{16}$/],
  },
  'DELETE /api/v1/links/{linkId}': {
    act: (ask, { linkId }) => ask(`/links/${linkId}`),
    writes: ['link.revoke', /^[0-9a-f]{16}$/],
  },
  'GET /api/v1/users': { act: (ask) => ask('/users'), writes: ['users.look', 'everybody'] },
  'GET /api/v1/users/{userId}': {
    act: (ask, { personId }) => ask(`/users/${personId}`),
    writes: ['user.look', /^user:\d+$/],
  },
  'PATCH /api/v1/users/{userId}': {
    act: (ask, { personId }) => ask(`/users/${personId}`, { isAuthorized: true }),
    writes: ['user.authorize', /^user:\d+$/],
  },
  'PUT /api/v1/bans/{userId}': {
    act: (ask, { personId }) => ask(`/bans/${personId}`, { reason: 'spam' }),
    writes: ['user.ban', /^user:\d+$/],
  },
  'DELETE /api/v1/bans/{userId}': {
    act: (ask, { personId }) => ask(`/bans/${personId}`),
    writes: ['user.unban', /^user:\d+$/],
  },
  'POST /api/v1/broadcasts': {
    act: async (ask, world) => {
      world.broadcastId = String((await ask('/broadcasts', { text: 'Hello everybody' })).body['id'])
    },
    writes: ['broadcast.start', /^broadcast:[0-9a-f]{16}$/],
  },
  'DELETE /api/v1/broadcasts/{broadcastId}': {
    act: async (ask, { server }) => {
      server.sim.faults.slowAnswer(3000, { method: 'messages.forwardMessages' })
      const started = await ask('+/broadcasts', { text: 'Once more' })
      await ask(`/broadcasts/${String(started.body['id'])}`)
      server.sim.faults.clear()
    },
    writes: ['broadcast.cancel', /^broadcast:[0-9a-f]{16}$/],
  },
  'PUT /api/v1/settings/{name}': {
    act: (ask) => ask('/settings/MAX_LINKS_PER_DAY', { value: 7 }),
    writes: ['settings.set', 'MAX_LINKS_PER_DAY'],
  },
  'DELETE /api/v1/settings/{name}': {
    act: (ask) => ask('/settings/MAX_LINKS_PER_DAY'),
    writes: ['settings.reset', 'MAX_LINKS_PER_DAY'],
  },
  'POST /api/v1/tokens': {
    act: async (ask, world) => {
      world.tokenId = String((await ask('/tokens', { name: 'other', scopes: ['stats'] })).body['id'])
    },
    writes: ['token.create', /^token:[0-9a-f]{16}$/],
  },
  'DELETE /api/v1/tokens/{tokenId}': {
    act: (ask, { tokenId }) => ask(`/tokens/${tokenId}`),
    writes: ['token.revoke', /^token:[0-9a-f]{16}$/],
  },
}

/** Files that programs send are links that they make; 21.uploads and its neighbours look at their entries. */
const UPLOADS = /^\w+ \/api\/v1\/uploads/

describe('the API', () => {
  let world: World
  let program: Program

  beforeAll(async () => {
    const server = await TestServer.open({ workers: 1, env: { ADMINS: '1' } })
    const file = await server.linkSynthetic(20_000_000)
    const others = { batchId: '', tokenId: '', broadcastId: '' }
    world = { server, file, linkId: server.lastLinkId, personId: server.ada.id, ...others }
    program = await Program.create(server)
  }, 60_000)
  afterAll(() => world.server[Symbol.asyncDispose]())

  it('has no way in that this table does not name', () => {
    const there = Object.entries(program.operations).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(there.length).toBeGreaterThan(30)
    expect(there.filter((it) => !(it in API) && !UPLOADS.test(it) && !it.startsWith('HEAD '))).toEqual([])
    expect(Object.keys(API).filter((it) => !there.includes(it))).toEqual([])
  })

  it('writes down each act once, with who, what and to whom, and no secret', { timeout: 60_000 }, async () => {
    const wrong: string[] = []
    for (const [operation, row] of Object.entries(API)) {
      if (typeof row === 'string') continue
      const [method = ''] = operation.split(' ')
      const before = await acts(world.server)
      const answers: ApiAnswer[] = []
      const ask: Ask = async (path, body) => {
        const how = path.startsWith('+') ? 'POST' : (method as 'GET')
        const answer = await program.ask(how, path.replace(/^\+/, ''), body ? { body } : {})
        answers.push(answer)
        return answer
      }
      await row.act(ask, world)
      const refused = answers.filter(({ status }) => status >= 400)
      if (refused.length > 0) wrong.push(`${operation}: ${refused[0]?.text}`)
      const written = (await acts(world.server)).slice(before.length).filter(({ actor }) => actor.startsWith('token:'))
      const [action, target] = row.writes
      const meant = written.filter((it) => it.action === action)
      const isRight =
        meant.length === 1 &&
        new RegExp(target).test(meant[0]?.target ?? '') &&
        meant[0]?.actor === `token:${program.tokenId}`
      if (!isRight) wrong.push(`${operation} writes ${JSON.stringify(written)}`)
    }
    expect(wrong).toEqual([])
    const database = await databaseOf(world.server)
    const all = await database.audit.page(Infinity, 1000)
    await database[Symbol.asyncDispose]()
    expectNoSecrets(JSON.stringify(all), 'The audit log')
    expect(JSON.stringify(all)).not.toContain('Heckenrose')
  })
})

describe('the chat', () => {
  it('writes down what admins do by command and by button', { timeout: 60_000 }, async () => {
    const server = await TestServer.create({ workers: 1 })
    await server.restart({ ADMINS: String(server.ada.id) })
    const root = new Chat(server, server.ada)
    const bea = new Chat(server, server.sim.world.createUser({ firstName: 'Bea' }))
    await bea.say('/start')
    const file = await server.linkAgain(server.sim.world.putSyntheticFile(20_000_000, 'x').id, bea.person)
    const linkId = server.lastLinkId
    const response = await fetch(file.stream)
    const id = bea.person.id
    const said = async (text: string) => root.say(text)
    const rows: [what: () => Promise<unknown>, ...written: Written][] = [
      [() => said(`/user ${id}`), 'user.look', `user:${id}`],
      [() => said('/users'), 'users.look', 'everybody'],
      [
        async () => root.press(await said('/streams'), 'Stop 1'),
        'stream.stop',
        `stream:${response.headers.get('x-request-id')}`,
      ],
      [async () => root.press(await said(`/user ${id}`), 'Links'), 'links.look', `user:${id}`],
      [() => said(`/ban ${id} spam`), 'user.ban', `user:${id}`],
      [() => said(`/unban ${id}`), 'user.unban', `user:${id}`],
      [() => said(`/authorize ${id}`), 'user.authorize', `user:${id}`],
      [() => said(`/deauthorize ${id}`), 'user.deauthorize', `user:${id}`],
      [() => said('/settings MAX_LINKS_PER_DAY 9'), 'settings.set', 'MAX_LINKS_PER_DAY'],
      [() => said('/settings MAX_LINKS_PER_DAY default'), 'settings.reset', 'MAX_LINKS_PER_DAY'],
      [() => said('/token program stats'), 'token.create', 'token:'],
      [async () => root.press(await said('/token'), 'Revoke 1'), 'token.revoke', 'token:'],
      [() => said(`/revoke ${linkId}`), 'link.revoke', linkId],
    ]
    for (const [what, action, target] of rows) {
      const before = await acts(server)
      await what()
      const meant = (await acts(server)).slice(before.length).filter((it) => it.action === action)
      expect(meant, action).toEqual([
        { actor: `user:${root.person.id}`, action, target: expect.stringContaining(String(target)) as string },
      ])
    }
    await response.arrayBuffer().catch(() => {})
    const lines = server.log.split('\n').filter((line) => line.includes('"action":"user.ban"'))
    expect(lines).toHaveLength(1)
  })
})

describe('the command line', () => {
  const CLI: Readonly<Record<string, 'reads' | 'writes'>> = {
    start: 'reads',
    doctor: 'reads',
    demo: 'reads',
    keys: 'writes',
    token: 'writes',
    link: 'writes',
    migrate: 'writes',
    'migrate-env': 'reads', // a file, which it keeps as it was beside it
    'import-users': 'writes',
    'bench-dc': 'reads',
    capacity: 'reads',
    completion: 'reads',
    help: 'reads',
  }

  it('has no command that this table does not name', async () => {
    const { printed } = await streambot(['--help'])
    const [, list = ''] = printed.split('Commands:')
    const there = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name)
    expect(there.filter((name) => !(name in CLI))).toEqual([])
  })

  it('writes down what it changes', { timeout: 120_000 }, async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.linkSynthetic(1000)
    const linkId = server.lastLinkId
    await server.stop()
    const run = async (...args: string[]) => {
      const ran = await streambot(args, server.env)
      expect(ran.exitCode, ran.told).toBe(0)
      return ran
    }
    await run('keys', 'rotate')
    await run('keys', 'retire', '1')
    const made = await run('token', 'create', 'backup')
    await run('token', 'revoke', /Token (\w+),/.exec(made.told)?.[1] ?? '')
    await run('link', 'revoke', linkId)
    const people = join(server.directory, 'people.csv')
    await writeFile(people, 'id,name\n5,Bea\n')
    await run('import-users', '--from', people)
    const other = join(server.directory, 'other.db')
    await run('migrate', '--from', `sqlite:${server.directory}/streambot.db`, '--to', `sqlite:${other}`)
    const copied = await openSqlite(other)
    const all = await copied.audit.page(Infinity, 100)
    await copied[Symbol.asyncDispose]()
    expect(all.map(({ actor, action, target }) => `${actor} ${action} ${target}`).reverse()).toEqual([
      expect.stringMatching(/^cli keys.rotate key:\d+$/),
      'cli keys.retire key:1',
      expect.stringMatching(/^cli token.create token:\w+$/),
      expect.stringMatching(/^cli token.revoke token:\w+$/),
      `cli link.revoke ${linkId}`,
      'cli users.import everybody',
      'cli stores.migrate everything',
    ])
    expectNoSecrets(JSON.stringify(all), 'The audit log')
  })
})

/** The oldest first. */
async function acts(server: TestServer): Promise<Entry[]> {
  const database = await databaseOf(server)
  const entries = await database.audit.page(Infinity, 1000)
  await database[Symbol.asyncDispose]()
  return entries.map(({ actor, action, target }) => ({ actor, action, target })).reverse()
}
