/** Coming from a similar bot: its settings, its people, its links. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStores } from 'streambot'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { describe, expect, it, onTestFinished } from 'vitest'
import { streambot } from './command-line.js'
import { databaseOf } from './database.js'
import { read } from './readers.js'
import { TestServer } from './test-server.js'

const { missing } = MongodbServer

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'streambot-migration-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

describe('streambot migrate-env', () => {
  it('says what it would change, changes it when told to, and keeps what was', async () => {
    const path = join(await folder(), '.env')
    const before = '# mine\nBIN_CHANNEL=-1001234567890\nMULTI_TOKEN1=222:secret\nSLEEP_THRESHOLD=60\n'
    await writeFile(path, before, { mode: 0o640 })
    const looked = await streambot(['migrate-env', path])
    expect(looked).toMatchObject({ exitCode: 0, told: '' })
    expect(looked.printed).toMatch(/^NAME +BECOMES\nBIN_CHANNEL +LOG_CHANNEL +renamed\n/)
    expect(looked.printed).toContain('Not understood, and left as it is: SLEEP_THRESHOLD.')
    expect(looked.printed).not.toContain('secret')
    expect(await readFile(path, 'utf8')).toBe(before)

    expect((await streambot(['migrate-env', path, '--write'])).exitCode).toBe(0)
    const after = '# mine\nLOG_CHANNEL=-1001234567890\nADDITIONAL_BOT_TOKENS=222:secret\nSLEEP_THRESHOLD=60\n'
    expect(await readFile(path, 'utf8')).toBe(after)
    expect((await stat(path)).mode & 0o777).toBe(0o640)
    expect(await readFile(`${path}.before-migration`, 'utf8')).toBe(before)

    await writeFile(path, before)
    await streambot(['migrate-env', path, '--write'])
    expect((await readdir(join(path, '..'))).sort()).toEqual([
      '.env',
      '.env.before-migration',
      '.env.before-migration-2',
    ])
    expect((await streambot(['migrate-env', path])).printed).toContain(`${path} has today's names already.`)
    expect(await streambot(['migrate-env', `${path}.none`])).toMatchObject({
      exitCode: 1,
      printed: '',
      told: /cannot be read: ENOENT/,
    })
  })
})

describe('streambot import-users', () => {
  it('takes people from a file, once, and says who was passed over', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    const path = join(await folder(), 'users.json')
    await writeFile(path, '[{"id":11,"join_date":"2024-05-06"},{"id":12},{"id":-5},{"name":"x"}]')
    const run = () => streambot(['import-users', '--from', path], server.env)
    const sentence = 'Passed over: 1 without a number of a person, 1 with a number that is no person’s.\n'
    expect(await run()).toMatchObject({ exitCode: 0, printed: `2 people are new. ${sentence}` })
    expect((await run()).printed).toMatch(/^0 people are new\. Passed over: 2 known already, /)
    await using stores = await databaseOf(server)
    expect((await stores.users.find(11))?.firstSeenAtMs).toBe(Date.UTC(2024, 4, 6))
    expect(await streambot(['import-users', '--from', `${path}.none`], server.env)).toMatchObject({
      exitCode: 1,
      printed: '',
    })
  })

  it.skipIf(missing !== null)(
    'takes people from the MongoDB of the other bot',
    async () => {
      const mongodb = await MongodbServer.start()
      onTestFinished(() => mongodb[Symbol.asyncDispose]())
      const server = await TestServer.create({ workers: 0 })
      await server.stop()
      {
        const other = { provider: 'mongodb', databaseName: 'other', whenAway: 'wait' } as const
        await using stores = await openStores(other, `${mongodb.url}other`)
        for (const id of [11, 12]) {
          await stores.users.seen({ id, firstName: 'Ada', username: null, languageCode: null }, 1_700_000_000_000)
        }
      }
      const run = (...args: string[]) =>
        streambot(['import-users', '--from', `${mongodb.url}other`, ...args], server.env)
      expect(await run()).toMatchObject({ exitCode: 0, printed: '2 people are new.\n' })
      expect(await run('--collection', 'none')).toMatchObject({
        exitCode: 1,
        told: /has nothing in none: name another/,
      })
    },
    60_000,
  )
})

describe('links of the other bot', () => {
  /** As FileStreamBot makes it: the beginning of `file_unique_id`. */
  function hashOf(documentId: string): string {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(BigInt(documentId))
    expect(bytes.subarray(0, 2).includes(0)).toBe(false)
    return Buffer.from([2, 0, 3, ...bytes])
      .toString('base64url')
      .slice(0, 6)
  }

  async function prepared(env: Readonly<Record<string, string>> = {}) {
    const server = await TestServer.create({ workers: 1, env: { ADMINS: '5', LEGACY_LINKS_UP_TO: '1000000', ...env } })
    const file = await server.linkSynthetic(100_000)
    await using stores = await databaseOf(server)
    const [link] = (await stores.links.list({ ownerId: null, after: null, limit: 1 })).links
    if (!link) throw new Error('There is no link')
    const { telegramFileId } = link.file
    const go = (path: string) => fetch(`${server.baseUrl}${path}`, { redirect: 'manual' })
    return { server, file, go, messageId: link.logMessageId, hash: hashOf(telegramFileId) }
  }

  it('lead to links of ours, the same one for a while, in every spelling', async () => {
    const { server, file, go, messageId, hash } = await prepared()
    const targets: string[] = []
    for (const path of [
      `/${hash}${messageId}`,
      `/${messageId}?hash=${hash}`,
      `/dl/${messageId}/x.mkv?hash=${hash}`,
      `/watch/${hash}${messageId}`,
    ]) {
      const answer = await go(path)
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 302, 'private, no-store'])
      targets.push(answer.headers.get('location') ?? '')
    }
    const routes = targets.map((target) => new URL(target).pathname.split('/')[1])
    expect(routes).toEqual(['stream', 'stream', 'dl', 'watch'])
    expect(new Set(targets.map((target) => new URL(target).pathname.split('/')[2])).size).toBe(1)
    expect((await read(targets[2] ?? '')).body.equals(file.bytes)).toBe(true)
    expect(server.copies).toHaveLength(1)
  })

  it('are no links with another hash, of another time, or unless they are switched on', async () => {
    const { server, go, messageId, hash } = await prepared()
    const wrong = hash.replace(/.$/, (letter) => (letter === 'A' ? 'B' : 'A'))
    expect((await go(`/${wrong}${messageId}`)).status).toBe(404)
    expect((await go(`/${hash}${messageId + 500}`)).status).toBe(404)
    await server.restart({ LEGACY_LINKS_UP_TO: String(messageId - 1) })
    expect((await go(`/${hash}${messageId}`)).status).toBe(404)
    await server.restart({ LEGACY_LINKS_UP_TO: '' })
    expect((await go(`/${hash}${messageId}`)).status).toBe(404)
  })

  it('cannot be tried one after the other, whatever limits are off', async () => {
    const { go, messageId, hash } = await prepared({ RATE_LIMITING: 'off' })
    const statuses: number[] = []
    for (let at = 0; at < 62; at++) {
      statuses.push((await go(`/AgAD${at.toString(36).padStart(2, '_')}${messageId}`)).status)
    }
    expect(statuses.slice(0, 60).every((status) => status === 404)).toBe(true)
    expect(statuses.slice(60)).toEqual([429, 429])
    expect((await go(`/${hash}${messageId}`)).status).toBe(429)
  })
})
