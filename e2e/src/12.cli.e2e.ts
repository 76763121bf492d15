/** What an operator types: help that helps, keys, and a move from one database to another that loses nothing. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ban, restrict, setPassword } from './link-owner.js'
import { streambot } from './command-line.js'
import { openSqlite } from './database.js'
import { as, basic, read, verdict } from './readers.js'
import { linkAt, TestServer } from './test-server.js'

const { missing } = MongodbServer
if (missing !== null) console.warn(`The journey to MongoDB and back is skipped: ${missing}`)

/** In one sentence on standard error, and nothing else. */
function refusal(sentence: RegExp | string): object {
  return { exitCode: 1, printed: '', told: expect.stringMatching(sentence) as string }
}

/** But for how they came there, which is written down at the end. */
async function recordsOf(path: string): Promise<string[]> {
  await using stores = await openSqlite(path)
  const records: string[] = []
  for await (const record of stores.archive.records()) records.push(JSON.stringify(record))
  return records.filter((record) => !record.includes('"action":"stores.migrate"')).sort()
}

describe('streambot', () => {
  it('tells what it can do and which version it is', async () => {
    const help = await streambot(['--help'])
    expect(help).toMatchObject({ exitCode: 0, told: '' })
    for (const command of ['start', 'keys', 'migrate'])
      expect(help.printed).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
    for (const command of ['keys', 'migrate']) {
      expect((await streambot([command, '--help'])).printed).toContain(`Usage: streambot ${command}`)
    }
    expect((await streambot(['--version'])).printed).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each([
    [['kyes', 'rotate'], "error: unknown command 'kyes'", 'migrate'],
    [['keys', 'turn'], "error: unknown command 'turn'", 'rotate'],
    [['migrate'], "error: required option '--from <store>' not specified", '--to'],
  ])('says of %j what is wrong with it, and what it understands', async (args, sentence, understood) => {
    const { exitCode, printed, told } = await streambot(args)
    expect([exitCode, printed, told.split('\n')[0]]).toEqual([1, '', sentence])
    expect(told).toContain(understood)
  })
})

describe('streambot keys', () => {
  it('lists, rotates and retires them, but never the last', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    const run = (...args: string[]) => streambot(['keys', ...args], server.env)
    const list = async () => (await run('list')).printed.replaceAll(/\t2\d{3}-\d\d-\d\dT[\d:.]+Z\t/g, ' … ')
    expect(await list()).toBe('0 … signs\n')
    await run('rotate')
    expect(await list()).toBe('0 … verifies\n1 … signs\n')
    expect(await run('retire', '0')).toMatchObject({ exitCode: 0, told: '' })
    expect(await list()).toBe('1 … signs\n')
    for (const id of ['1', '0', 'all']) {
      expect(await run('retire', id)).toMatchObject(refusal(new RegExp(`^Key ${id} is not retired: .+\\.\n$`)))
    }
    expect(await list()).toBe('1 … signs\n')
  }, 60_000)

  it('says so where there is none yet, and what is missing where nothing is configured', async () => {
    const server = await TestServer.create({ workers: 0 })
    const unused = { ...server.env, DATABASE_URL: `sqlite:${join(server.directory, 'unused.db')}` }
    expect((await streambot(['keys', 'list'], unused)).printed).toBe(
      'There is no key yet: the first start makes one.\n',
    )
    expect(await streambot(['keys', 'list'])).toMatchObject(refusal(/BOT_TOKEN/))
  })
})

describe('streambot migrate', () => {
  it('moves a server to another database, and links, passwords, readers, bans and limits go on', async () => {
    const server = await TestServer.create({ workers: 1, env: { MAX_LINKS_PER_DAY: '3' } })
    const grace = server.sim.world.createUser({ firstName: 'Grace' })
    const plain = await server.linkSynthetic(100_000)
    const locked = await server.linkAgain(plain.fileId)
    await setPassword(server, 'open sesame')
    const limited = await server.linkAgain(plain.fileId)
    await restrict(server, { maxDownloads: 1 })
    expect(await verdict(limited.download, as('first'))).toBe('200')
    const ofGrace = await server.linkAgain(plain.fileId, grace)
    await ban(server, grace.id)
    await server.stop()

    const [from, to] = ['streambot.db', 'moved.db'].map((name) => `sqlite:${join(server.directory, name)}`)
    const moved = await streambot(['migrate', '--from', from ?? '', '--to', to ?? ''])
    expect(moved.exitCode).toBe(0)
    expect(moved.printed).toMatch(/^Copied 1 × key, 4 × link, 1 × reader, .*1 × ban, .*\.\n$/)

    await server.restart({ DATABASE_URL: to ?? '' })
    const at = ({ download }: { download: string }) => linkAt(server, download)
    expect((await read(at(plain))).body.equals(plain.bytes)).toBe(true)
    expect(await verdict(at(locked))).toBe('401 password_required')
    expect((await read(at(locked), basic('open sesame'))).body.equals(plain.bytes)).toBe(true)
    expect(await verdict(at(limited), as('second'))).toBe('410 link_exhausted')
    expect(await verdict(at(limited), as('first'))).toBe('200')
    expect(await verdict(at(ofGrace))).toBe('403 link_banned')
    expect((await server.ask({ media: plain.fileId })).text).toContain('You have made as many links')
    expect(server.copies).toHaveLength(1)
  })

  it.skipIf(missing !== null)(
    'brings everything to MongoDB and back, record by record',
    async () => {
      const mongodb = await MongodbServer.start()
      onTestFinished(() => mongodb[Symbol.asyncDispose]())
      const server = await TestServer.create({ workers: 1, env: { MAX_LINKS_PER_DAY: '9' } })
      const path = (name: string) => join(server.directory, name)
      const file = await server.linkSynthetic(10_000, { kind: 'video', name: '🎬 "Ada".mp4', mimeType: 'video/mp4' })
      await setPassword(server, 'open sesame')
      await server.linkAgain(file.fileId)
      await restrict(server, { maxDownloads: 2, addresses: ['127.0.0.0/8'] })
      const limited = await server.linkAgain(file.fileId)
      await restrict(server, { maxDownloads: 2 })
      expect(await verdict(limited.download)).toBe('200')
      await ban(server, 7, Date.now() + 1000)
      await server.stop()
      await addOtherKinds(path('streambot.db'))
      const before = await recordsOf(path('streambot.db'))
      const kinds = new Set(before.map((record) => (JSON.parse(record) as { kind: string }).kind))
      expect(kinds.size).toBe(13)

      const [from, over, to] = [path('streambot.db'), `${mongodb.url}moved`, path('back.db')]
      const there = await streambot(['migrate', '--from', from, '--to', over])
      const back = await streambot(['migrate', '--from', over, '--to', `sqlite:${to}`])
      expect([there.exitCode, back.exitCode]).toEqual([0, 0])
      // One more of the audit log: that it was brought there.
      const withoutAudit = ({ printed }: { printed: string }) => printed.replace(/\d+ × audit/, '')
      expect(withoutAudit(back)).toBe(withoutAudit(there))
      expect(await recordsOf(to)).toEqual(before)

      await server.restart({ DATABASE_URL: over })
      expect(await verdict(linkAt(server, file.download))).toBe('401 password_required')
      expect((await read(linkAt(server, file.download), basic('open sesame'))).body.equals(file.bytes)).toBe(true)
    },
    60_000,
  )

  it('leaves a database alone that holds something, unless it is told otherwise', async () => {
    const server = await TestServer.create({ workers: 0 })
    const other = await server.startSibling()
    await other[Symbol.asyncDispose]()
    await server.linkSynthetic(1000)
    await server.stop()
    const [from, to] = [join(server.directory, 'streambot.db'), join(server.directory, 'sibling1_bot', 'streambot.db')]
    const before = await recordsOf(to)
    expect(before).not.toEqual([])
    const args = ['migrate', '--from', from, '--to', to]
    const refused = await streambot(args)
    expect(refused).toMatchObject(refusal(/\nThe store to copy to holds something already\. .*--into-existing.*\n$/))
    expect(await recordsOf(to)).toEqual(before)
    expect(await streambot([...args, '--into-existing'])).toMatchObject({ exitCode: 0 })
    expect(await recordsOf(to)).toEqual(await recordsOf(from))
  })

  it.each([
    ['a file that is not there', 'sqlite:nowhere/missing.db', /^There is no database at nowhere\/missing\.db\n$/],
    ['a folder', '/', /^The database \/ cannot be created or written: .+\n$/],
    ['a file of another kind', 'sqlite:FOLDER/notes.txt', /^\S+notes\.txt is not an SQLite database\. .+\n$/],
    ['another kind of database', 'postgres://ada:hunter2@db.example/x', /^A store is sqlite:\S+ or mongodb:\S+\n$/],
    ['no address of a MongoDB', 'mongodb://ada:hunter2@', /^DATABASE_URL is no address of a MongoDB, .+\n$/],
    ['a MongoDB that does not answer', 'mongodb://ada:hunter2@127.0.0.1:1/x', /^MongoDB: .*ECONNREFUSED.*\n$/],
  ])('says of %s in one sentence what is wrong, and writes nothing', async (_, address, sentence) => {
    const folder = await mkdtemp(join(tmpdir(), 'streambot-e2e-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'notes.txt'), 'Dear diary, this is no database at all.')
    const from = address.replace('FOLDER', folder)
    const refused = await streambot(['migrate', '--from', from, '--to', join(folder, 'target', 'to.db')])
    expect(refused).toMatchObject(refusal(sentence))
    expect(refused.told).not.toContain('hunter2')
    expect(await readdir(folder)).toEqual(['notes.txt'])
  })
})

/** Of each kind of record that nothing above makes. */
async function addOtherKinds(path: string): Promise<void> {
  await using stores = await openSqlite(path)
  const [id, createdAtMs] = ['0123456789abcdef', 1_700_000_000_000]
  const token = { id, name: 'backup', hash: 'ab'.repeat(32), scopes: ['stats'], createdBy: 1, createdAtMs }
  await stores.tokens.add({ ...token, expiresAtMs: null, lastUsedAtMs: null })
  await stores.settings.put({ name: 'a.b', value: { 'c.d': [null, 0.1] }, changedBy: 1, changedAtMs: createdAtMs })
  const times = { createdAtMs, expiresAtMs: null, revokedAtMs: null }
  await stores.batches.add({ id, ownerId: 7, title: '🎬 "Ada"', linkIds: [id, id], ...times })
  const counts = { cursor: 50, sent: 3, unreachable: 2, failed: 1 }
  await stores.broadcasts.add({
    id,
    botId: 7,
    adminId: 1,
    fromChatId: 1,
    messageId: 5,
    reportMessageId: null,
    createdAtMs,
    state: 'running',
    reason: null,
    ...counts,
    finishedAtMs: null,
  })
}
