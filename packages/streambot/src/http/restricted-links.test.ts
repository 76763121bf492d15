/** Links that ask for more than to have them, through the real actions: what a browser, a program and an attacker get. */
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { AccessRecorder } from '../actions/access-recorder.js'
import { LinkRecords } from '../actions/link-records.js'
import {
  banOf,
  FakeBans,
  FakeKeys,
  FakeLinks,
  NOW_MS,
  restricted,
  sampleFile,
  sampleLink,
} from '../actions/links.fixture.js'
import { openStream, type QuotaAnswer } from '../actions/open-stream.js'
import { unlockLink } from '../actions/unlock-link.js'
import { lend } from '../core/lent-bytes.fixture.js'
import type { Link } from '../core/link.js'
import { hashPassword } from '../policy/link-password.js'
import { PasswordAttempts } from '../policy/link-password-attempts.js'
import { PasswordChecker } from '../policy/link-password-checker.js'
import { ByteBudget } from '../streaming/byte-budget.js'
import { PartSource } from '../streaming/part-source.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { FakeFile } from './fake-file.fixture.js'
import type { HttpOptions } from './http-deps.js'
import { createTestServer } from './test-server.fixture.js'

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const randomness = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }
const keys = new FakeKeys()

let locked = sampleLink
beforeAll(async () => {
  locked = restricted({ passwordHash: await hashPassword('open sesame ✓', randomness) })
})

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | number | undefined>
  readonly body: string
  readonly cookies: string[]
}

function setUp(link: Link, options: HttpOptions = {}, quota: QuotaAnswer = { ok: true }) {
  const links = new FakeLinks(link)
  const bans = new FakeBans()
  const clock = { now: () => NOW_MS }
  const budget = new ByteBudget(10 * 1024 * 1024)
  const readPart = () => Promise.resolve({ ...lend(new Uint8Array(10).fill(65)), servedBy: 'test' })
  const deps = {
    clock,
    linkKeys: keys,
    wrongTokens: null,
    records: new LinkRecords({ clock, links, bans }),
    passwords: new PasswordChecker({ clock, randomness, attempts: new PasswordAttempts() }),
    accesses: new AccessRecorder({ clock, randomness, links, onTrouble: () => {} }),
    quota: { admit: () => quota },
    files: { locate: () => Promise.resolve(sampleFile) },
    reading: { parts: new PartSource({ readPart }, budget, () => 0), budget, now: () => 0 },
  }
  const streams = new StreamRegistry(clock)
  const { app, server } = createTestServer(new FakeFile({ sizeBytes: 1 }), streams, options, {
    openStream: (question, signal) => openStream(deps, question, signal),
    unlockLink: (question, signal) => unlockLink(deps, question, signal),
    clock,
  })
  const ask = async (
    url: string,
    headers: Record<string, string> = {},
    method: 'GET' | 'HEAD' | 'POST' = 'GET',
    payload?: string | Buffer,
  ): Promise<Answer> => {
    const response = await app.inject({ url, headers, method, ...(payload === undefined ? {} : { payload }) })
    const cookies = [response.headers['set-cookie'] ?? []].flat()
    return { status: response.statusCode, headers: response.headers, body: response.body, cookies }
  }
  const token = keys.tokenOf(link)
  const post = (password: string, headers: Record<string, string> = {}, url = `/dl/${token}`) =>
    ask(url, { ...FORM, ...headers }, 'POST', new URLSearchParams({ password }).toString())
  return { ask, post, links, bans, token, server, budget, streams, url: `/dl/${token}` }
}

const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`me:${password}`).toString('base64')}` })
const pairOf = (cookie: string | undefined) => ({ cookie: cookie?.split(';')[0] ?? '' })

describe('a program that reads a link with a password', () => {
  it('is asked for it by HTTP Basic, and served with it, whoever it says it is', async () => {
    const { ask, url } = setUp(locked)
    const refused = await ask(url)
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([
      401,
      { error: expect.any(String) as string, code: 'password_required' },
    ])
    expect(refused.headers['www-authenticate']).toMatch(/^Basic realm="[^"]+", charset="UTF-8"$/)
    expect(refused.headers['cache-control']).toBe('no-store')
    const served = await ask(url, basic('open sesame ✓'))
    expect([served.status, served.body]).toEqual([200, 'A'.repeat(10)])
    expect(served.headers['cache-control']).toBe('private, no-store, no-transform')
  })

  it('reads ranges and heads with it', async () => {
    const { ask, url } = setUp(locked)
    const headers = basic('open sesame ✓')
    expect(await ask(url, { ...headers, range: 'bytes=2-4' })).toMatchObject({ status: 206, body: 'AAA' })
    expect(await ask(url, headers, 'HEAD')).toMatchObject({ status: 200, body: '' })
    expect(await ask(url, {}, 'HEAD')).toMatchObject({ status: 401 })
  })

  it('is told that it was wrong, and after ten times when to come again, right or wrong', async () => {
    const { ask, url } = setUp(locked)
    for (let guess = 0; guess < 10; guess++) {
      const answer = await ask(url, basic(`guess ${guess}`))
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([401, { code: 'password_wrong' }])
    }
    for (const password of ['guess', 'open sesame ✓']) {
      const answer = await ask(url, basic(password))
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([429, { code: 'too_many_attempts' }])
      expect(answer.headers['retry-after']).toBe('600')
    }
  })
})

describe('a browser that opens a link with a password', () => {
  it('gets a page to type it in, and no dialog of its own', async () => {
    const { ask, url } = setUp(locked)
    const { status, headers, body } = await ask(url, BROWSER)
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toMatch(/^Form /)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("form-action 'self'")
    expect(headers['cache-control']).toBe('no-store')
    expect(body).toMatch(/<form method="post">\s*<label for="password">/)
    expect(body).toMatch(/<input id="password" name="password" type="password"/)
    expect(body).not.toContain('<script')
  })

  it('gets no dialog over a page whose own requests are refused', async () => {
    const { ask, token } = setUp(locked)
    const media = {
      accept: '*/*',
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'no-cors',
      'sec-fetch-dest': 'video',
    }
    const { status, headers, body } = await ask(`/stream/${token}`, media)
    expect([status, JSON.parse(body)]).toMatchObject([401, { code: 'password_required' }])
    expect(headers['www-authenticate']).toMatch(/^Form /)
  })

  it('is sent back with a cookie for the password, and reads as long as the cookie lasts', async () => {
    const { ask, post, url, token } = setUp(locked)
    const unlocked = await post('open sesame ✓', BROWSER, `${url}/a.bin?x=/y`)
    expect([unlocked.status, unlocked.headers['location']]).toEqual([303, './a.bin?x=/y'])
    expect(unlocked.headers['cache-control']).toBe('no-store')
    const routes = ['dl', 'stream', 'watch', 'poster', 'subtitles']
    expect(unlocked.cookies).toHaveLength(routes.length)
    for (const [at, route] of routes.entries()) {
      const cookie = new RegExp(`^unlocked=[\\w-]{43}; Path=/${route}/${token}; Max-Age=60; HttpOnly; SameSite=Lax$`)
      expect(unlocked.cookies[at]).toMatch(cookie)
    }
    const cookie = pairOf(unlocked.cookies[0])
    expect(await ask(url, { ...BROWSER, ...cookie })).toMatchObject({ status: 200, body: 'A'.repeat(10) })
    expect(await ask(`/stream/${token}`, { ...cookie, range: 'bytes=0-0' })).toMatchObject({ status: 206, body: 'A' })
  })

  it('is told that the password was wrong, on the page to type it in again', async () => {
    const { post } = setUp(locked)
    const { status, body, cookies } = await post('guess', BROWSER)
    expect(status).toBe(401)
    expect(body).toMatch(/<p id="about" role="alert">This is not the password/)
    expect(body).toContain('<form method="post">')
    expect(cookies).toEqual([])
  })

  it('keeps its cookie to https where links begin with it', async () => {
    const { post, url } = setUp(locked, { isSecure: true, basePath: '/files' })
    const { cookies, headers } = await post('open sesame ✓', BROWSER, `/files${url}`)
    expect(headers['location']).toBe(`./${url.slice('/dl/'.length)}`)
    expect(cookies).toHaveLength(10)
    for (const cookie of cookies) expect(cookie).toMatch(/; Secure$/)
  })

  it('is not let in by a cookie that is forged, of another link, or of a password that was changed', async () => {
    const { ask, post, links, url } = setUp(locked)
    const other = { ...locked, id: 'aaaaaaaaaaaaaaaa' }
    links.put(other)
    const otherUrl = `/dl/${keys.tokenOf(other)}`
    const cookie = pairOf((await post('open sesame ✓', {}, otherUrl)).cookies[0])
    expect((await ask(otherUrl, cookie)).status).toBe(200)
    expect((await ask(url, cookie)).status).toBe(401)
    for (const forged of ['', 'x', 'A'.repeat(43), 'A'.repeat(8000), '%00', '"; Path=/']) {
      expect((await ask(url, { cookie: `unlocked=${forged}` })).status).toBe(401)
    }
    links.put({ ...other, ...restricted({ passwordHash: await hashPassword('changed', randomness) }, other) })
    expect((await ask(otherUrl, cookie)).status).toBe(401)
  })

  it('is sent on without a cookie where there is nothing to unlock, and not at all where there is no link', async () => {
    const { post } = setUp(sampleLink)
    expect(await post('anything')).toMatchObject({ status: 303, cookies: [] })
    expect(await post('anything', {}, `/dl/${'U'.repeat(52)}`)).toMatchObject({ status: 404, cookies: [] })
  })
})

describe('the page that plays a link with a password', () => {
  const film = { ...sampleFile, name: 'film.mp4', mimeType: 'video/mp4' }

  it('asks for it like the file does, and is neither kept nor counted', async () => {
    const { ask, post, links, token } = setUp(
      restricted({ ...locked.restrictions, maxDownloads: 1 }, { ...locked, file: film }),
    )
    const url = `/watch/${token}/film.mp4`
    const refused = await ask(url, BROWSER)
    expect(refused.status).toBe(401)
    expect(refused.body).toContain('<form method="post">')
    expect(refused.body).not.toContain('data-token')
    const unlocked = await post('open sesame ✓', BROWSER, url)
    expect([unlocked.status, unlocked.headers['location']]).toEqual([303, './film.mp4'])
    const opened = await ask(url, { ...BROWSER, ...pairOf(unlocked.cookies[2]) })
    expect([opened.status, opened.headers['cache-control']]).toEqual([200, 'private, no-store'])
    expect(opened.body).toContain(`data-token="${token}"`)
    // Nor does a browser read of the film before somebody plays it.
    expect(opened.body).toMatch(/<video [^>]*preload="none"/)
    expect(links.links.get(locked.id)?.downloads).toBe(0)
  })
})

describe('a password form', () => {
  it.each<[string, Record<string, string>, string | Buffer, number]>([
    ['empty', FORM, '', 401],
    ['without a password', FORM, 'passwort=open+sesame', 401],
    ['with an empty password', FORM, 'password=', 401],
    ['with a password of 257 bytes', FORM, `password=${'x'.repeat(257)}`, 401],
    ['with two passwords, the first wrong', FORM, 'password=x&password=open+sesame+%E2%9C%93', 401],
    ['with broken escapes', FORM, 'password=%ZZ%E2%28&%', 401],
    ['of bytes that are no text', FORM, Buffer.from([0xff, 0xfe, 0x00, 0x3d]), 401],
    ['of a thousand fields', FORM, 'a=b&'.repeat(1000), 401],
    ['too large', FORM, `password=${'x'.repeat(5000)}`, 413],
    ['as JSON', { 'content-type': 'application/json' }, '{"password":"open sesame ✓","__proto__":{}}', 415],
    ['as text', { 'content-type': 'text/plain' }, 'password=open sesame ✓', 415],
    ['in parts', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--', 415],
    ['of an unknown kind', { 'content-type': 'rubbish' }, 'password=x', 415],
  ])('%s unlocks nothing', async (_what, headers, payload, status) => {
    const { ask, url } = setUp(locked)
    expect(await ask(url, headers, 'POST', payload)).toMatchObject({ status, cookies: [] })
  })

  it('and Basic are limited together', async () => {
    const { ask, post, url } = setUp(locked)
    for (let guess = 0; guess < 5; guess++) {
      await post(`form ${guess}`)
      await ask(url, basic(`basic ${guess}`))
    }
    const answer = await post('open sesame ✓', BROWSER)
    expect([answer.status, answer.headers['retry-after'], answer.cookies]).toEqual([429, '600', []])
  })
})

describe('a link with a maximum of downloads', () => {
  const link = restricted({ maxDownloads: 1 })

  it('counts nobody for a head, an unchanged file, a failed condition or a range behind the end', async () => {
    const { ask, links, url } = setUp(link)
    const { etag } = (await ask(url, {}, 'HEAD')).headers
    const looks: [number, Record<string, string>][] = [
      [304, { 'if-none-match': String(etag) }],
      [412, { 'if-match': '"other"' }],
      [416, { range: 'bytes=10-' }],
    ]
    for (const [status, headers] of looks) expect(await ask(url, headers)).toMatchObject({ status })
    expect(links.links.get(link.id)?.downloads).toBe(0)
  })

  it('counts one reader once for all ranges, then is over for everybody else, also by HEAD', async () => {
    const { ask, links, url } = setUp(link)
    const reader = { 'user-agent': 'reader' }
    for (let at = 0; at < 5; at++) {
      expect(await ask(url, { ...reader, range: `bytes=${at}-${at}` })).toMatchObject({ status: 206 })
    }
    expect(links.links.get(link.id)?.downloads).toBe(1)
    for (const method of ['GET', 'HEAD'] as const) {
      expect(await ask(url, { 'user-agent': 'other' }, method)).toMatchObject({ status: 410 })
      expect(await ask(url, reader, method)).toMatchObject({ status: 200 })
    }
  })
})

describe('a reader who leaves while the database counts them', () => {
  it('leaves no place in the memory budget behind, however many ranges they asked for', async () => {
    const { links, server, budget, streams, token } = setUp(restricted({ maxDownloads: 100 }))
    onTestFinished(() => server.drain(0))
    const port = await server.listen({ host: '127.0.0.1', port: 0 })
    const answers: (() => void)[] = []
    links.consumeDownload = () => new Promise((resolve) => answers.push(() => resolve('counted')))
    const sockets = ['bytes=0-0,5-5', 'bytes=1-2,7-8', 'bytes=0-3'].map((range) => {
      const socket = connect(port, '127.0.0.1').on('error', () => {})
      socket.write(`GET /dl/${token} HTTP/1.1\r\nHost: x\r\nRange: ${range}\r\n\r\n`)
      return socket
    })
    await expect.poll(() => answers.length).toBe(3)
    expect(budget.numbers().streams).toBe(3)
    for (const socket of sockets) socket.destroy()
    await expect.poll(() => streams.size).toBe(0)
    for (const answer of answers) answer()
    await expect.poll(() => budget.numbers()).toMatchObject({ streams: 0, floorBytes: 0 })
  })
})

describe('pages on all other origins', () => {
  const page = { origin: 'https://evil.example' }

  it.each<[string, Link]>([
    ['bound to the address of whoever looks at them', restricted({ addresses: ['127.0.0.0/8'] })],
    ['with a maximum of downloads', restricted({ maxDownloads: 9 })],
  ])('may not read a link %s', async (_what, link) => {
    const { ask, url, token } = setUp(link, { allowedOrigins: '*' })
    const looks: [number, string, Record<string, string>, ('GET' | 'HEAD')?][] = [
      [200, url, {}],
      [200, url, {}, 'HEAD'],
      [206, url, { range: 'bytes=0-0,5-5' }],
      [304, url, { 'if-none-match': '*' }],
      [412, url, { 'if-match': '"x"' }],
      [416, url, { range: 'bytes=10-' }],
      [200, `/watch/${token}`, {}],
    ]
    for (const [status, at, headers, method] of looks) {
      const answer = await ask(at, { ...page, ...headers }, method)
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([status, undefined])
      expect(answer.headers['access-control-expose-headers']).toBeUndefined()
    }
  })

  it('may read one that works for everybody, and a listed origin may read all', async () => {
    const free = setUp(sampleLink, { allowedOrigins: '*' })
    expect((await free.ask(free.url, page)).headers['access-control-allow-origin']).toBe('*')
    const listed = setUp(restricted({ maxDownloads: 9 }), { allowedOrigins: [page.origin] })
    expect((await listed.ask(listed.url, page)).headers['access-control-allow-origin']).toBe(page.origin)
  })
})

describe('a link', () => {
  it('bound to addresses is for no other', async () => {
    const mine = setUp(restricted({ addresses: ['127.0.0.0/8'] }))
    expect(await mine.ask(mine.url)).toMatchObject({ status: 200 })
    const others = setUp(restricted({ addresses: ['192.0.2.0/24', '2001:db8::/32'] }))
    const { status, body } = await others.ask(others.url)
    expect([status, JSON.parse(body)]).toMatchObject([403, { code: 'address_not_allowed' }])
  })

  it('bound to addresses is for nobody behind a proxy that is not trusted, not even where its own address would do', async () => {
    const behind = { 'x-forwarded-for': '203.0.113.1' }
    const bound = setUp(restricted({ addresses: ['127.0.0.0/8'] }))
    expect(await bound.ask(bound.url, behind)).toMatchObject({ status: 403 })
    expect(await bound.post('x', behind)).toMatchObject({ status: 403 })
    const free = setUp(sampleLink)
    expect(await free.ask(free.url, behind)).toMatchObject({ status: 200 })
    const trusting = setUp(restricted({ addresses: ['203.0.113.0/24'] }), { trustProxy: ['loopback'] })
    expect(await trusting.ask(trusting.url, behind)).toMatchObject({ status: 200 })
  })

  it('of somebody who is banned is not served', async () => {
    const { ask, bans, url } = setUp(sampleLink)
    bans.bans.set(sampleLink.ownerId, banOf(sampleLink.ownerId))
    expect(await ask(url)).toMatchObject({ status: 403 })
  })

  it('of somebody whose traffic is used up says when it is served again', async () => {
    const { ask, url } = setUp(sampleLink, {}, { ok: false, reason: 'user_quota_used_up', retryAfterMs: 86_400_000 })
    expect(await ask(url)).toMatchObject({ status: 429, headers: { 'retry-after': '86400' } })
  })

  it('that nobody can look up is served by its token, unless it asks for more', async () => {
    const free = setUp(sampleLink)
    free.links.goAway()
    expect(await free.ask(free.url)).toMatchObject({ status: 200 })
    const { ask, links, url } = setUp(locked)
    links.goAway()
    expect(await ask(url, basic('open sesame ✓'))).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  })
})
