import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { seededRandomness, systemClock } from '../clock.js'
import { Counters } from '../counters.js'
import { Faults } from '../faults/faults.js'
import { Network } from '../network/network.js'
import { RecentCalls } from '../recent-calls.js'
import { userPeer } from '../world/peer.js'
import { World } from '../world/world.js'
import { startControlServer, type ControlServer } from './control-server.js'

let world: World
let faults: Faults
let counters: Counters
let recentCalls: RecentCalls
let control: ControlServer
const happened: string[] = []

beforeEach(async () => {
  world = new World({ clock: systemClock, randomness: seededRandomness('control') })
  happened.length = 0
  faults = new Faults({
    dcDown: (dcId) => Promise.resolve(void happened.push(`down ${dcId}`)),
    dcUp: (dcId) => Promise.resolve(void happened.push(`up ${dcId}`)),
    dropConnections: (accountId) => void happened.push(`drop ${accountId}`),
    forgetAuthKeys: (accountId) => void happened.push(`forget ${accountId}`),
  })
  counters = new Counters()
  const dcs = [{ id: 1, host: '127.0.0.2', port: 1, publicKeyPem: 'PEM', fingerprint: 'f'.repeat(16) }]
  recentCalls = new RecentCalls()
  const connections = () => [{ dcId: 1, accountId: 7, openedAt: 5, runningCalls: 2, fileBytes: 4096 }]
  const observed = { counters, recentCalls, connections }
  control = await startControlServer({ world, faults, ...observed, network: new Network(), clock: systemClock, dcs })
})
afterEach(async () => {
  await control[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

interface Answered {
  status: number
  body: unknown
}

async function ask(method: string, path: string, body?: object): Promise<Answered> {
  const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await fetch(control.url + path, { method, ...json })
  return { status: response.status, body: await response.json() }
}

async function create<Created>(path: string, body: object): Promise<Created> {
  const { status, body: created } = await ask('POST', path, body)
  expect([status, created]).toEqual([200, expect.anything()])
  return created as Created
}

interface Ids {
  id: number
}

describe('people and chats', () => {
  it('creates a person, a bot and a channel, and lists them', async () => {
    const user = await create<Ids>('/users', { firstName: 'Ann' })
    const bot = await create<Ids & { token: string }>('/bots', { token: '77:secret', username: 'some_bot' })
    expect(bot).toMatchObject({ id: 77, token: '77:secret', username: 'some_bot' })
    const channel = await create<Ids>('/channels', { title: 'News', creatorId: user.id })
    await ask('POST', `/channels/${channel.id}/members`, { accountId: bot.id })
    const promoted = await ask('PUT', `/channels/${channel.id}/admins/${bot.id}`, { rights: ['postMessages'] })
    expect(promoted.body).toMatchObject({
      title: 'News',
      members: [
        { accountId: user.id, isCreator: true },
        { accountId: 77, isCreator: false, adminRights: ['postMessages'] },
      ],
    })
    const { body } = await ask('GET', '/accounts')
    expect(body).toMatchObject([
      { id: user.id, firstName: 'Ann', isBot: false },
      { id: 77, isBot: true },
    ])
    expect((await ask('DELETE', `/channels/${channel.id}/members/77?kick=true`)).body).toMatchObject({ banned: [77] })
  })

  it('sends texts, files and albums as a person, forwards, edits, deletes, and reads the chat', async () => {
    const user = world.createUser()
    const bot = world.createBot()
    const chat = userPeer(bot.id)
    const sent = await create<Ids>('/messages', {
      from: user.id,
      chat,
      text: 'bold',
      entities: [{ _: 'messageEntityBold', offset: 0, length: 4 }],
    })
    const file = await create<{ id: string }>('/files', { synthetic: { size: 5000, seed: 'x' }, name: 'a.bin' })
    await create('/messages', { from: user.id, chat, media: file.id, text: 'caption' })
    await create('/albums', { from: user.id, chat, items: [{ media: file.id }, { media: file.id, text: 'second' }] })
    await create('/forwards', { by: user.id, from: chat, ids: [sent.id], to: chat })
    await create('/edits', { by: user.id, chat, id: sent.id, text: 'edited' })
    const { body } = await ask('GET', `/chats/user/${bot.id}/messages?viewer=${user.id}`)
    expect(body).toMatchObject([
      { text: 'edited', out: true },
      { text: 'caption', media: { name: 'a.bin', sizeBytes: 5000 } },
      { groupedId: expect.any(String) as string },
      { text: 'second' },
      { text: 'bold', forwardedFrom: userPeer(user.id), entities: [{ _: 'messageEntityBold', offset: 0, length: 4 }] },
    ])
    await ask('POST', '/deletions', { by: user.id, chat, ids: [sent.id] })
    expect(world.readChat(user.id, chat)).toHaveLength(4)
  })

  it('waits for the next message, and finds one that came before the question', async () => {
    const user = world.createUser()
    const bot = world.createBot()
    const sent = await create<Ids>('/start', { userId: user.id, botId: bot.id, parameter: 'abc' })
    expect(sent).toMatchObject({ text: '/start abc' })
    const next = `/chats/user/${bot.id}/next?viewer=${user.id}`
    const waiting = ask('GET', next)
    // The wait begins when the request is read; sending until it is answered needs no guess at when that is.
    const pulse = setInterval(() => world.sendAs(bot.id, userPeer(user.id), { text: 'hello' }), 20)
    expect(await waiting).toMatchObject({ status: 200, body: { text: 'hello', out: false } })
    clearInterval(pulse)
    expect((await ask('GET', `${next}&after=${sent.id}`)).body).toMatchObject({ text: 'hello', id: sent.id + 1 })
  })

  it('gives up waiting when the time is up', async () => {
    const [user, bot] = [world.createUser(), world.createBot()]
    const answer = await ask('GET', `/chats/user/${bot.id}/next?viewer=${user.id}&timeoutMs=10`)
    expect(answer).toEqual({
      status: 408,
      body: { error: 'no message came within 10 ms; ask again', code: 'NO_MESSAGE' },
    })
  })

  it('presses a button and says when the bot does not answer', async () => {
    const [user, bot] = [world.createUser(), world.createBot()]
    world.startBot(user.id, bot.id)
    world.sendAs(bot.id, userPeer(user.id), { text: 'choose', buttons: [[{ text: 'A', data: Buffer.from('a') }]] })
    const { body } = await ask('GET', `/chats/user/${bot.id}/messages?viewer=${user.id}`)
    expect(body).toMatchObject([{}, { buttons: [[{ text: 'A', data: 'a', dataBase64: 'YQ==' }]] }])
    const [, { id }] = body as [unknown, Ids]
    const press = { userId: user.id, chat: userPeer(bot.id), messageId: id, data: 'a', timeoutMs: 10 }
    expect(await ask('POST', '/buttons/press', press)).toMatchObject({ body: { code: 'BOT_RESPONSE_TIMEOUT' } })
    expect(await ask('POST', '/buttons/press', { ...press, data: undefined })).toMatchObject({ status: 400 })
  })
})

describe('files', () => {
  it('takes raw bytes of any content type, whatever it is called', async () => {
    const bytes = randomBytes(3_000_000)
    const name = 'ünïcode "quoted".json'
    const response = await fetch(`${control.url}/files?kind=audio&durationSeconds=3&name=${encodeURIComponent(name)}`, {
      method: 'PUT',
      body: bytes,
      headers: { 'content-type': 'application/json' },
    })
    const file = (await response.json()) as { id: string }
    expect(file).toMatchObject({ kind: 'audio', name, sizeBytes: bytes.length })
    const stored = await world.file(file.id).content.read(0, bytes.length)
    expect(createHash('sha256').update(stored).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect((await ask('GET', `/files/${file.id}`)).body).toMatchObject({ sizeBytes: bytes.length })
    const content = await fetch(`${control.url}/files/${file.id}/content`)
    expect(bytes.equals(Buffer.from(await content.arrayBuffer()))).toBe(true)
  })

  it('takes an empty file, and a file without a name', async () => {
    const response = await fetch(`${control.url}/files?unnamed=true`, { method: 'PUT', body: '' })
    expect(await response.json()).toMatchObject({ sizeBytes: 0, name: null })
  })

  it('reads a file from disk by its path', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'telegram-sim-control-'))
    await writeFile(join(folder, 'song.mp3'), 'la la')
    expect((await ask('POST', '/files', { path: join(folder, 'song.mp3') })).body).toMatchObject({ sizeBytes: 5 })
    expect(await ask('POST', '/files', { path: join(folder, 'missing') })).toMatchObject({
      status: 400,
      body: { code: 'REFUSED', error: expect.stringContaining('no such file') as string },
    })
    await rm(folder, { recursive: true })
  })

  it('refuses homes that are no data centre, and says which there are', async () => {
    const body = { error: 'there is no data centre 99; choose one of 1', code: 'NO_SUCH_DC' }
    expect(await ask('POST', '/files', { synthetic: { size: 10 }, dcId: 99 })).toEqual({ status: 400, body })
    expect(await ask('POST', '/users', { homeDcId: 99 })).toEqual({ status: 400, body })
    expect(await ask('POST', '/bots', { homeDcId: 99 })).toEqual({ status: 400, body })
    expect(await ask('POST', '/channels', { title: 'C', creatorId: 1, fileDcId: 99 })).toEqual({ status: 400, body })
    const raw = await fetch(`${control.url}/files?dcId=99`, { method: 'PUT', body: 'bytes' })
    expect([raw.status, await raw.json()]).toEqual([400, body])
  })

  it('wants one source of bytes', async () => {
    const refused = { status: 400, body: { error: 'give either synthetic or path', code: 'INVALID_REQUEST' } }
    expect(await ask('POST', '/files', { name: 'x' })).toEqual(refused)
  })
})

describe('faults, counters, network', () => {
  it('scripts a fault, shows that it has not fired, takes it back', async () => {
    const fault = { name: 'floodWait', seconds: 30 }
    const added = await create<Ids>('/faults', { fault, aim: { accountId: 7, nth: 2, times: 'every' } })
    expect(added).toMatchObject({ ...fault, accountId: 7, nth: 2, times: 'every', fired: 0 })
    expect((await ask('GET', '/faults')).body).toMatchObject({ allFired: false, faults: [{ name: 'floodWait' }] })
    expect(() => faults.assertAllFired()).toThrow('floodWait')
    await ask('DELETE', `/faults/${added.id}`)
    expect((await ask('GET', '/faults')).body).toMatchObject({ allFired: true })
    expect(await ask('DELETE', '/faults/999')).toMatchObject({ status: 404, body: { code: 'NO_SUCH_FAULT' } })
    await ask('DELETE', '/faults')
    expect(faults.script).toEqual([])
  })

  it('says what is wrong with a fault', async () => {
    const misspelt = await ask('POST', '/faults', { fault: { name: 'floodWait', seconds: '30' } })
    expect(misspelt).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
    expect((misspelt.body as { error: string }).error).toContain('fault.seconds')
    const aimed = { fault: { name: 'refuseConnections' }, aim: { accountId: 1 } }
    expect(await ask('POST', '/faults', aimed)).toMatchObject({ status: 400, body: { code: 'REFUSED' } })
  })

  it('takes data centres down and up, drops connections, forgets keys', async () => {
    await ask('POST', '/dcs/1/down')
    await ask('POST', '/dcs/1/up', {})
    await ask('POST', '/connections/drop', { accountId: 5 })
    await ask('POST', '/auth-keys/forget')
    expect(happened).toEqual(['down 1', 'up 1', 'drop 5', 'forget undefined'])
  })

  it('reads and resets counters', async () => {
    counters.connected(1)
    expect((await ask('GET', '/counters')).body).toMatchObject({ connections: { 1: 1 } })
    await ask('DELETE', '/counters')
    expect((await ask('GET', '/counters')).body).toMatchObject({ connections: {} })
  })

  it('tells the open connections, and the calls that ended since a time', async () => {
    expect((await ask('GET', '/connections')).body).toMatchObject([{ accountId: 7, runningCalls: 2, fileBytes: 4096 }])
    const call = { dcId: 1, accountId: 7, bytesOut: 9, fileBytes: 0, errorText: null, clientLeft: false }
    for (const startedAt of [10, 20])
      recentCalls.called({ ...call, request: { _: 'help.getConfig' }, startedAt, endedAt: 30 })
    expect((await ask('GET', '/calls?since=15&method=help.getConfig')).body).toMatchObject([{ startedAt: 20 }])
    await ask('DELETE', '/calls')
    expect((await ask('GET', '/calls')).body).toEqual([])
  })

  it('sets the network shape for all or for one account', async () => {
    await ask('PUT', '/network', { preset: 'far' })
    expect((await ask('GET', '/network')).body).toMatchObject({ roundTripMs: 120 })
    const shape = { roundTripMs: 5, connectionBytesPerSecond: null, accountBytesPerSecond: null, allowance: null }
    expect((await ask('PUT', '/network', { shape, accountId: 7 })).body).toEqual(shape)
    expect((await ask('GET', '/network?accountId=7')).body).toEqual(shape)
    expect((await ask('GET', '/network?accountId=8')).body).toMatchObject({ roundTripMs: 120 })
  })

  it('lists the data centres', async () => {
    expect((await ask('GET', '/dcs')).body).toMatchObject([{ id: 1, host: '127.0.0.2', publicKeyPem: 'PEM' }])
  })
})

describe('the door', () => {
  it('explains itself at /', async () => {
    const text = await (await fetch(control.url)).text()
    expect(text).toContain(`curl -s ${control.url}/dcs`)
    expect(text).toMatch(/POST +\/faults\n/)
    expect(text).toContain('takes fault, aim (optional)')
  })

  it.each([
    ['GET', '/nowhere', undefined, 404, 'NO_SUCH_ROUTE'],
    ['GET', '/accounts/1', undefined, 400, 'USER_ID_INVALID'],
    ['GET', '/accounts/x', undefined, 400, 'INVALID_REQUEST'],
    ['POST', '/users', { firstname: 'typo' }, 400, 'INVALID_REQUEST'],
    ['POST', '/messages', { from: 1, chat: { type: 'group', id: 1 } }, 400, 'INVALID_REQUEST'],
    ['GET', '/chats/user/1/messages', undefined, 400, 'INVALID_REQUEST'],
  ])('answers %s %s with an error that has a code', async (method, path, body, status, code) => {
    const answer = await ask(method, path, body)
    expect(answer).toEqual({ status, body: { error: expect.stringMatching(/.{10}/) as string, code } })
  })

  it('explains a refusal by what to do about it', async () => {
    const [owner, stranger] = [world.createUser(), world.createUser()]
    const channel = world.createChannel({ title: 'x', creatorId: owner.id })
    const chat = { type: 'channel', id: channel.id }
    const { body } = await ask('POST', '/messages', { from: stranger.id, chat, text: 'hi' })
    expect(body).toMatchObject({ error: expect.stringContaining('/channels/{id}/') as string })
  })

  it('refuses broken JSON', async () => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${control.url}/users`, { method: 'POST', body: '{', headers })
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.any(String) as string, code: 'REFUSED' },
    ])
  })

  it.each([{ host: 'evil.example' }, { origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'keeps web pages out: %j',
    async (headers) => {
      const status = await new Promise((resolve, reject) => {
        request(`${control.url}/dcs`, { headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on('error', reject)
          .end()
      })
      expect(status).toBe(403)
    },
  )

  it('closes while somebody waits', async () => {
    const [user, bot] = [world.createUser(), world.createBot()]
    const waiting = fetch(`${control.url}/chats/user/${bot.id}/next?viewer=${user.id}&timeoutMs=60000`).catch(
      () => 'gone',
    )
    await fetch(control.url)
    await control[Symbol.asyncDispose]()
    expect(await waiting).toSatisfy((answer) => answer === 'gone' || (answer as Response).status >= 400)
  })
})
