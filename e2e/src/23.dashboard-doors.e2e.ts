/** How an admin gets into the dashboard and out again, on the real server: the bot's code, the cookie, and what neither survives. */
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { beforeAll, describe, expect, it } from 'vitest'
import { Chat } from './16.chat.js'
import { TestServer } from './test-server.js'

const OWN = { 'x-streambot-dashboard': '1' }

async function setUp(env: Readonly<Record<string, string>> = {}) {
  const server = await TestServer.create({ workers: 0 })
  await server.restart({ ADMINS: String(server.ada.id), ...env })
  return { server, chat: new Chat(server, server.ada) }
}

/** Where the button of the bot leads. */
async function wayIn(chat: Chat): Promise<URL> {
  const { buttons } = await chat.say('/dashboard')
  const button = buttons.flat().find((it) => 'url' in it)
  if (!button || !('url' in button)) throw new Error('There is no button that leads anywhere')
  return new URL(button.url)
}

const codeIn = ({ hash }: URL) => new URLSearchParams(hash.slice(1)).get('login') ?? ''

function logIn(at: { readonly baseUrl: string }, body: object): Promise<Response> {
  return fetch(new URL('/admin/session', at.baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...OWN },
    body: JSON.stringify(body),
  })
}

function ask(at: { readonly baseUrl: string }, path: string, cookie: string, init: RequestInit = {}) {
  return fetch(new URL(path, at.baseUrl), { ...init, headers: { cookie, ...OWN } })
}

const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
const verdict = async (response: Response) =>
  `${response.status} ${((await response.json()) as { code?: string }).code ?? ''}`.trim()

describe('an admin', () => {
  it('gets into the dashboard by the button of the bot, sees how the service fares, and leaves', async () => {
    const { server, chat } = await setUp()
    const url = await wayIn(chat)
    expect(url.pathname).toBe('/admin')
    expect((await fetch(url)).headers.get('content-type')).toContain('text/html')
    const response = await logIn(server, { code: codeIn(url) })
    expect(await response.json()).toMatchObject({ name: 'Ada', via: 'telegram', botName: 'links_bot' })
    const cookie = cookieOf(response)
    expect(await (await ask(server, '/api/v1/stats', cookie)).json()).toMatchObject({ openStreams: 0 })
    const history = await ask(server, '/api/v1/stats/history', cookie)
    expect(await history.json()).toMatchObject({ intervalSeconds: 5, samples: expect.any(Array) as unknown })
    expect((await ask(server, '/admin/session', cookie, { method: 'DELETE' })).status).toBe(204)
    expect(await verdict(await ask(server, '/api/v1/stats', cookie))).toBe('401 session_required')
    expect(await verdict(await logIn(server, { code: codeIn(url) }))).toBe('401 login_refused')
  })

  it('stays in over a restart, while a code that was used stays used, and is out when they are no admin any more', async () => {
    const { server, chat } = await setUp()
    const [used, unused] = [codeIn(await wayIn(chat)), codeIn(await wayIn(chat))]
    const cookie = cookieOf(await logIn(server, { code: used }))
    await server.restart()
    expect((await ask(server, '/api/v1/stats', cookie)).status).toBe(200)
    expect(await verdict(await logIn(server, { code: used }))).toBe('401 login_refused')
    await server.restart({ ADMINS: String(server.ada.id + 1) })
    expect(await verdict(await ask(server, '/api/v1/stats', cookie))).toBe('401 session_required')
    expect(await verdict(await logIn(server, { code: unused }))).toBe('401 login_refused')
  })

  it('is led to the address that is configured, with its path, and gets a cookie for https; it is written down', async () => {
    const { server, chat } = await setUp()
    // Where it listens, without the proxy that visitors come by.
    const here = { baseUrl: server.baseUrl }
    await server.restart({ PORT: new URL(here.baseUrl).port, BASE_URL: 'https://files.example.org/x' })
    const url = await wayIn(chat)
    expect(`${url.origin}${url.pathname}`).toBe('https://files.example.org/x/admin')
    const response = await logIn(here, { code: codeIn(url) })
    for (const it of response.headers.getSetCookie()) expect(it).toContain('; Secure')
    const log = await (await ask(here, '/api/v1/audit', cookieOf(response))).json()
    expect(log).toMatchObject({ items: [{ actor: `user:${server.ada.id}`, action: 'dashboard.login' }] })
  })

  it('finds no dashboard where it is switched off', async () => {
    const { server, chat } = await setUp({ DASHBOARD: 'off' })
    const { text, buttons } = await chat.say('/dashboard')
    expect(text).toContain('DASHBOARD=on')
    expect(buttons).toEqual([])
    expect((await fetch(new URL('/admin', server.baseUrl))).status).toBe(404)
    expect(await verdict(await logIn(server, { code: 'x' }))).toBe('404 not_found')
  })
})

const { missing } = MongodbServer
if (missing !== null) console.warn(`The journey of two instances is skipped: ${missing}`)

describe.skipIf(missing !== null)('of two instances', () => {
  let mongodb: MongodbServer
  beforeAll(async () => {
    mongodb = await MongodbServer.start()
    return () => mongodb[Symbol.asyncDispose]()
  })

  it('one lets an admin in with a code that many show at both, and both know the session and its end', async () => {
    const { server, chat } = await setUp({ DATABASE_URL: `${mongodb.url}dashboard` })
    const other = await server.startSibling()
    const code = codeIn(await wayIn(chat))
    const at = (n: number) => (n % 2 === 0 ? server : other)
    const responses = await Promise.all(Array.from({ length: 10 }, (_, n) => logIn(at(n), { code })))
    expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(401)])
    const cookie = cookieOf(responses.find(({ status }) => status === 200)!)
    for (const instance of [server, other]) expect((await ask(instance, '/api/v1/stats', cookie)).status).toBe(200)
    expect((await ask(other, '/admin/session', cookie, { method: 'DELETE' })).status).toBe(204)
    for (const instance of [server, other]) {
      expect(await verdict(await ask(instance, '/api/v1/stats', cookie))).toBe('401 session_required')
      expect(await verdict(await logIn(instance, { code }))).toBe('401 login_refused')
    }
  })
})
