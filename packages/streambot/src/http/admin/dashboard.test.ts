/** The dashboard's doors: its page, log-in and log-out, and the cookie against whoever would like to use somebody else's. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeLoginCode } from '../../actions/dashboard-sessions.js'
import { createApi as create, type ApiFixtureOptions } from '../../context/api.fixture.js'
import { ADMIN_ID, NOW_MS, sampleBroadcast } from '../../context/api-samples.fixture.js'
import { API_SCOPES } from '../../core/api-token.js'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** What the page sends. */
const OWN = { 'x-streambot-dashboard': '1' }

async function setUp(options: ApiFixtureOptions = {}) {
  const api = await create(options)
  onTestFinished(() => api.server.drain(0))
  let drawn = 0
  const randomness = { bytes: (length: number) => new Uint8Array(length).fill(++drawn) }
  const linkKeys = { signing: api.key, verifyLogin: () => Promise.resolve(null) }
  const codeFor = (adminId = ADMIN_ID) => makeLoginCode({ clock: api.clock, randomness, linkKeys }, adminId).code
  const request = (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    url: string,
    more: Omit<InjectOptions, 'url'> = {},
  ) => api.app.inject({ method, url, ...more })
  const logIn = (body: object, headers: Record<string, string> = {}, prefix = '') =>
    request('POST', `${prefix}/admin/session`, { payload: body, headers })
  /** @returns the cookie as a browser sends it back */
  const logInByCode = async (headers: Record<string, string> = {}) => {
    const response = await logIn({ code: codeFor() }, headers)
    if (response.statusCode !== 200) throw new Error(response.body)
    return cookieOf(response)
  }
  const get = (url: string, cookie: string, headers: Record<string, string> = OWN) =>
    request('GET', url, { headers: { cookie, ...headers } })
  return { ...api, codeFor, request, logIn, logInByCode, get }
}

function setCookies({ headers }: LightMyRequestResponse): string[] {
  return [headers['set-cookie'] ?? []].flat()
}

const pathsOf = (response: LightMyRequestResponse) => setCookies(response).map((it) => /Path=([^;]+)/.exec(it)?.[1])

function cookieOf(response: LightMyRequestResponse): string {
  return setCookies(response)[0]?.split(';')[0] ?? ''
}

/** As the build leaves them. */
async function builtPages(dashboard: object | undefined): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'streambot-pages-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const files = ['dash-1.js', 'dash-1.css', 'icon-1.svg']
  for (const name of files.flatMap((it) => [it, `${it}.gz`, `${it}.br`])) await writeFile(join(folder, name), 'x')
  const player = { script: 'dash-1.js', style: 'dash-1.css', icon: 'icon-1.svg', lazy: [] }
  await writeFile(join(folder, 'pages.json'), JSON.stringify({ player, dashboard, files }))
  return pathToFileURL(`${folder}/`)
}

const codeOf = (response: LightMyRequestResponse) => response.json<{ code: string }>().code
const stats = '/api/v1/stats'
const session = '/admin/session'

describe('the page of the dashboard', () => {
  it('is there for anybody, says nothing, is kept nowhere and framed nowhere', async () => {
    const { request, all } = await setUp()
    for (const url of ['/admin', '/admin/']) {
      const { statusCode, headers, body } = await request('GET', url)
      expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy']).not.toContain('unsafe')
      expect(body).not.toContain(all.token)
    }
    expect((await request('GET', '/admin')).body).toContain('data-root="."')
    expect((await request('GET', '/admin/')).body).toContain('data-root=".."')
  })

  it('loads what was built for it, from either of its addresses, below any path', async () => {
    const pages = await builtPages({ script: 'dash-1.js', style: 'dash-1.css', icon: 'icon-1.svg', lazy: [] })
    const { request } = await setUp({ http: { pages, basePath: '/files' } })
    for (const prefix of ['', '/files']) {
      for (const url of [`${prefix}/admin`, `${prefix}/admin/`]) {
        const { body, headers } = await request('GET', url)
        const addresses = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, it = '']) => it)
        const paths = addresses.map((it) => new URL(it, `http://x${url}`).pathname)
        expect(paths).toEqual(['dash-1.css', 'icon-1.svg', 'dash-1.js'].map((name) => `${prefix}/assets/${name}`))
        for (const path of paths) expect(await request('GET', path)).toMatchObject({ statusCode: 200 })
        const [, nonce] = /<script [^>]*nonce="([^"]+)"/.exec(body) ?? []
        expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
        expect(body).not.toContain('npm run build')
      }
    }
  })

  it('says what to run where it was not built, all of it or this page alone', async () => {
    const nothing = await setUp()
    const without = await setUp({ http: { pages: await builtPages(undefined) } })
    for (const { request } of [nothing, without]) {
      const { body, statusCode } = await request('GET', '/admin')
      expect([statusCode, body.includes('<script')]).toEqual([200, false])
      expect(body).toContain('npm run build')
    }
  })

  it('is not there where the dashboard is switched off, nor does a cookie open anything', async () => {
    const on = await setUp()
    const cookie = await on.logInByCode()
    const off = await setUp({ http: { hasDashboard: false } })
    for (const url of ['/admin', '/admin/', session]) {
      expect(await off.request('GET', url)).toMatchObject({ statusCode: 404 })
    }
    expect(await off.logIn({ code: off.codeFor() })).toMatchObject({ statusCode: 404 })
    const response = await off.get(stats, cookie)
    expect([response.statusCode, codeOf(response)]).toEqual([401, 'token_required'])
  })
})

describe('logging in', () => {
  it('by a code gives the admin a session that is good for the API', async () => {
    const { logIn, codeFor, get, stores } = await setUp()
    await stores.users.seen({ id: ADMIN_ID, firstName: 'Ada', username: null, languageCode: null }, NOW_MS)
    const response = await logIn({ code: codeFor() })
    expect(response.statusCode).toBe(200)
    const description = {
      name: 'Ada',
      via: 'telegram',
      scopes: [...API_SCOPES],
      expiresAt: new Date(NOW_MS + 12 * HOUR_MS).toISOString(),
      version: '9.9.9',
      botName: 'links_bot',
    }
    expect(response.json()).toEqual(description)
    expect(response.headers['cache-control']).toBe('no-store')
    const cookie = cookieOf(response)
    expect((await get(session, cookie)).json()).toEqual(description)
    for (const url of [stats, '/api/v1/links', '/api/v1/tokens', '/api/v1/audit']) {
      expect(await get(url, cookie), url).toMatchObject({ statusCode: 200 })
    }
  })

  it('by a token goes on with that token, for as long as it is good and for what it is good', async () => {
    const { logIn, get, tokenFor, ask } = await setUp()
    const { token, info } = await tokenFor(['stats'])
    const response = await logIn({ token })
    expect(response.json()).toMatchObject({ name: 'test', via: 'token', scopes: ['stats'], expiresAt: null })
    const cookie = cookieOf(response)
    expect(cookie).toBe(`streambot_session=${token}`)
    expect(await get(stats, cookie)).toMatchObject({ statusCode: 200 })
    expect(codeOf(await get('/api/v1/links', cookie))).toBe('scope_missing')
    await ask('DELETE', `/api/v1/tokens/${info.id}`)
    expect(codeOf(await get(stats, cookie))).toBe('session_required')
  })

  it('gives a cookie that no script reads, that goes to nothing else, and that ends with the session', async () => {
    const { logIn, codeFor, tokenFor } = await setUp()
    const byCode = setCookies(await logIn({ code: codeFor() }))
    expect(byCode.map((it) => it.replace(/=[^;]+/, '='))).toEqual([
      'streambot_session=; Path=/admin; Max-Age=43200; HttpOnly; SameSite=Strict',
      'streambot_session=; Path=/api/v1; Max-Age=43200; HttpOnly; SameSite=Strict',
    ])
    const short = await tokenFor(['stats'], NOW_MS + MINUTE_MS)
    expect(setCookies(await logIn({ token: short.token }))[0]).toContain('Max-Age=60;')
    const endless = await tokenFor(['stats'])
    expect(setCookies(await logIn({ token: endless.token }))[0]).toContain('Max-Age=43200;')
  })

  it('works once with a code, also where several come at once, and never again after the log-out', async () => {
    const { logIn, codeFor, request, clock } = await setUp()
    const code = codeFor()
    const responses = await Promise.all(Array.from({ length: 6 }, () => logIn({ code })))
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401, 401, 401, 401, 401])
    const winner = responses.find(({ statusCode }) => statusCode === 200)
    if (!winner) throw new Error('nobody won')
    const headers = { cookie: cookieOf(winner), ...OWN }
    expect(await request('DELETE', session, { headers })).toMatchObject({ statusCode: 204 })
    for (const afterMs of [0, 1, MINUTE_MS, 3 * MINUTE_MS]) {
      clock.nowMs += afterMs
      expect(codeOf(await logIn({ code }))).toBe('login_refused')
    }
  })

  it('is refused alike for what is used, over, forged, of another kind, or of nobody', async () => {
    const { logIn, codeFor, clock, admins } = await setUp()
    const used = codeFor()
    await logIn({ code: used })
    const over = codeFor()
    const foreign = (await setUp()).codeFor(99)
    clock.nowMs += 5 * MINUTE_MS + 1000
    const removed = codeFor()
    admins.clear()
    const tries = [
      ...[used, over, foreign, removed, 'A'.repeat(48), 'x', used.slice(1), `sb_${'x'.repeat(43)}`].map((code) => ({
        code,
      })),
      ...[used, `sb_${'x'.repeat(43)}`, 'x'].map((token) => ({ token })),
    ]
    const answers = await Promise.all(tries.map((body) => logIn(body)))
    for (const it of answers) expect([it.statusCode, codeOf(it), setCookies(it)]).toEqual([401, 'login_refused', []])
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
  })

  it('takes a code or a token and nothing else', async () => {
    const { request, codeFor, logIn } = await setUp()
    const code = codeFor()
    for (const body of [{}, { code, token: 'x' }, { code: 5 }, { code: '' }, { code: 'x'.repeat(300) }, []]) {
      expect(codeOf(await logIn(body))).toBe('invalid_input')
    }
    // What a form of another page can send.
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const response = await request('POST', session, {
        payload: JSON.stringify({ code }),
        headers: { 'content-type': type },
      })
      expect([400, 415]).toContain(response.statusCode)
    }
    const long = await request('POST', session, {
      payload: JSON.stringify({ code: 'x'.repeat(2000) }),
      headers: { 'content-type': 'application/json' },
    })
    expect(long.statusCode).toBe(413)
    expect(await logIn({ code })).toMatchObject({ statusCode: 200 })
  })

  it('counts guesses by address, whatever is guessed; who has the right one is let in all the same', async () => {
    const { logIn, codeFor, get } = await setUp({ wrongTokensPerHour: 3 })
    expect(codeOf(await logIn({ code: 'x' }))).toBe('login_refused')
    expect(codeOf(await logIn({ token: 'x' }))).toBe('login_refused')
    expect(codeOf(await get(stats, 'streambot_session=x'))).toBe('session_required')
    const fourth = await logIn({ code: 'y' })
    expect([fourth.statusCode, codeOf(fourth)]).toEqual([429, 'too_many_requests'])
    expect(Number(fourth.headers['retry-after'])).toBeGreaterThan(0)
    expect(await logIn({ code: codeFor() })).toMatchObject({ statusCode: 200 })
  })

  it('is offered again to whoever shows a session that is over, also when the address has no guess left', async () => {
    const { get } = await setUp({ wrongTokensPerHour: 1 })
    const dead = `streambot_session=sb_${'x'.repeat(43)}`
    for (const url of [session, stats, session, stats]) {
      const response = await get(url, dead)
      expect([response.statusCode, codeOf(response)]).toEqual([401, 'session_required'])
      expect(setCookies(response)[0]).toContain('Max-Age=0')
    }
  })

  it('gives nobody the session that a browser was made to hold before', async () => {
    const { logIn, codeFor, get } = await setUp()
    const planted = `streambot_session=sb_${'p'.repeat(43)}`
    const response = await logIn({ code: codeFor() }, { cookie: planted })
    expect(response.statusCode).toBe(200)
    expect(cookieOf(response)).not.toBe(planted)
    expect(codeOf(await get(session, planted))).toBe('session_required')
    const own = cookieOf(response)
    const other = cookieOf(await logIn({ code: codeFor() }, { cookie: own }))
    expect(other).not.toBe(own)
  })
})

describe('a session', () => {
  it('is required, and a dead one is taken back from the browser', async () => {
    const { request, get, logInByCode, clock } = await setUp()
    const nobody = await request('GET', session, { headers: OWN })
    expect([nobody.statusCode, codeOf(nobody)]).toEqual([401, 'session_required'])
    expect(nobody.headers['content-type']).toContain('application/problem+json')
    const cookie = await logInByCode()
    clock.nowMs += 12 * HOUR_MS
    for (const url of [session, stats]) {
      const response = await get(url, cookie)
      expect(codeOf(response)).toBe('session_required')
      expect(setCookies(response)[0]).toContain('streambot_session=; Path=/admin; Max-Age=0')
    }
  })

  it('is not ended by a link on another site, which brings no cookie along', async () => {
    const { request } = await setUp()
    const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    for (const url of [session, stats]) {
      const response = await request('GET', url, { headers: navigation })
      expect([response.statusCode, setCookies(response)]).toEqual([401, []])
    }
  })

  it('is over everywhere after the log-out, and logging out again does no harm', async () => {
    const { request, get, logInByCode, stores } = await setUp()
    const cookie = await logInByCode()
    const headers = { cookie, ...OWN }
    const out = await request('DELETE', session, { headers })
    expect(out.statusCode).toBe(204)
    expect(setCookies(out)).toHaveLength(2)
    expect(codeOf(await get(session, cookie))).toBe('session_required')
    expect(codeOf(await get(stats, cookie))).toBe('session_required')
    const bearer = { authorization: `Bearer ${cookie.split('=')[1]}` }
    expect(await request('GET', stats, { headers: bearer })).toMatchObject({ statusCode: 401 })
    expect(await request('DELETE', session, { headers })).toMatchObject({ statusCode: 204 })
    expect(await request('DELETE', session)).toMatchObject({ statusCode: 204 })
    const actions = (await stores.audit.page(Infinity, 10)).map(({ action }) => action)
    expect(actions.filter((it) => it.startsWith('dashboard.')).sort()).toEqual(['dashboard.login', 'dashboard.logout'])
  })

  it('ends with the rights of its admin, and where somebody revokes it', async () => {
    const { get, logInByCode, admins, stores, ask } = await setUp()
    const cookie = await logInByCode()
    admins.clear()
    expect(codeOf(await get(stats, cookie))).toBe('session_required')
    admins.add(ADMIN_ID)
    expect(await get(stats, cookie)).toMatchObject({ statusCode: 200 })
    const [token] = (await stores.tokens.all()).filter(({ scopes }) => scopes.includes('dashboard'))
    await ask('DELETE', `/api/v1/tokens/${token?.id}`)
    expect(codeOf(await get(stats, cookie))).toBe('session_required')
  })

  it('does what its admin does, in the admin’s name, and makes no token that outlives it', async () => {
    const { request, logInByCode, stores } = await setUp()
    const headers = { cookie: await logInByCode(), ...OWN }
    const make = (body: object) => request('POST', '/api/v1/tokens', { headers, payload: body })
    expect(await make({ name: 'child', scopes: ['stats'] })).toMatchObject({ statusCode: 201 })
    expect(codeOf(await make({ name: 'child', scopes: ['stats'], expiresAt: null }))).toBe('scope_missing')
    expect(codeOf(await make({ name: 'child', scopes: ['dashboard'] }))).toBe('invalid_input')
    const made = (await stores.audit.page(Infinity, 10)).find(({ action }) => action === 'token.create')
    expect(made?.actor).toBe(`user:${ADMIN_ID}`)
  })

  it('repeats what its admin asked for in the one before, who had to log in again', async () => {
    const names: string[] = []
    const start = (_actor: unknown, _wish: unknown, name: string) => {
      names.push(name)
      return Promise.resolve({ ok: true, progress: sampleBroadcast, isNew: true } as const)
    }
    const none = () => Promise.reject(new Error('not asked for'))
    const broadcasts = { start, cancel: none, progress: none, list: none }
    const { request, logInByCode, codeFor, logIn, admins, tokenFor } = await setUp({ actions: { broadcasts } })
    admins.add(ADMIN_ID + 1)
    const other = cookieOf(await logIn({ code: codeFor(ADMIN_ID + 1) }))
    for (const cookie of [await logInByCode(), await logInByCode(), other]) {
      const headers = { cookie, ...OWN, 'idempotency-key': 'k' }
      await request('POST', '/api/v1/broadcasts', { headers, payload: { text: 'x' } })
    }
    const { token, info } = await tokenFor(['broadcast'])
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'k' }
    await request('POST', '/api/v1/broadcasts', { headers, payload: { text: 'x' } })
    const [first = '', second, third, fourth] = names
    expect(second).toBe(first)
    expect(new Set([first, third, fourth]).size).toBe(3)
    expect(fourth).toBe(`api ${info.id} /broadcasts k`)
  })

  it('gives way to a token in the header, right or wrong', async () => {
    const { get, logInByCode } = await setUp()
    const cookie = await logInByCode()
    for (const authorization of ['Bearer x', 'Basic eDp5']) {
      expect(await get(stats, cookie, { ...OWN, authorization })).toMatchObject({ statusCode: 401 })
    }
  })

  it('is none of addresses that the API is closed to', async () => {
    const closed = await setUp({ allowedAddresses: ['192.0.2.0/24'], http: { trustProxy: ['127.0.0.1'] } })
    const from = (address: string) => ({ ...OWN, 'x-forwarded-for': address })
    const cookie = await closed.logInByCode(from('192.0.2.7'))
    expect(await closed.get(stats, cookie, from('192.0.2.7'))).toMatchObject({ statusCode: 200 })
    for (const url of [stats, session]) {
      expect(codeOf(await closed.get(url, cookie, from('198.51.100.7')))).toBe('address_refused')
    }
    const code = closed.codeFor()
    expect(codeOf(await closed.logIn({ code }, from('198.51.100.7')))).toBe('address_refused')
    expect(await closed.logIn({ code }, from('192.0.2.7'))).toMatchObject({ statusCode: 200 })
  })

  it('survives no cookie that is none: empty, huge, doubled, of another name', async () => {
    const { get, logInByCode } = await setUp()
    const good = await logInByCode()
    const refused = ['streambot_session=', 'streambot_session', 'other=1', `x${good}`, ';;;=;', 'unlocked=1']
    for (const cookie of refused) expect(codeOf(await get(session, cookie)), cookie).toBe('session_required')
    for (const cookie of [`streambot_session=${'x'.repeat(12_000)}`, `streambot_session=x; ${good}`]) {
      expect(codeOf(await get(session, cookie))).toBe('session_required')
    }
    expect(await get(session, `a=1; ${good}; b=2`)).toMatchObject({ statusCode: 200 })
  })
})

describe('a cookie', () => {
  const methods = [
    ['GET', stats],
    ['GET', session],
    ['DELETE', session],
    ['GET', '/api/v1/logs/follow'],
    ['DELETE', '/api/v1/links/0123456789abcdef'],
    ['PATCH', '/api/v1/links/0123456789abcdef'],
    ['PUT', '/api/v1/settings/MAX_LINKS_PER_DAY'],
    ['PUT', '/api/v1/uploads/film.mp4'],
    ['POST', '/api/v1/tokens'],
  ] as const

  it.each(methods)('without the header of the page does nothing: %s %s', async (method, url) => {
    const { request, logInByCode, get } = await setUp()
    const cookie = await logInByCode()
    const others: Record<string, string>[] = [{}, { 'x-streambot-dashboard': '0' }, { 'x-streambot-dashboard': '' }]
    for (const more of others) {
      const response = await request(method, url, { headers: { cookie, ...more } })
      expect([response.statusCode, codeOf(response)]).toEqual([403, 'cross_site'])
    }
    expect(await get(session, cookie)).toMatchObject({ statusCode: 200 })
  })

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:81' },
    { origin: 'https://files.example.org.evil.example' },
    { origin: 'null' },
    { origin: '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost' },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
  ] as Record<string, string>[])('with the header, but from %o, does nothing either', async (from) => {
    const { request, logInByCode, logIn, codeFor, get } = await setUp()
    const cookie = await logInByCode()
    for (const [method, url] of [
      ['GET', stats],
      ['GET', session],
      ['DELETE', session],
    ] as const) {
      const response = await request(method, url, { headers: { cookie, host: 'localhost', ...OWN, ...from } })
      expect([response.statusCode, codeOf(response)]).toEqual([403, 'cross_site'])
    }
    const code = codeFor()
    expect(codeOf(await logIn({ code }, { host: 'localhost', ...OWN, ...from }))).toBe('cross_site')
    expect(await get(session, cookie)).toMatchObject({ statusCode: 200 })
    // The code was not used up by it.
    expect(await logIn({ code })).toMatchObject({ statusCode: 200 })
  })

  it.each([
    {},
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://localhost' },
    { origin: 'https://localhost' },
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { 'sec-fetch-site': 'same-origin', origin: 'http://localhost' },
  ] as Record<string, string>[])('of the page itself is good, as browsers say it: %o', async (from) => {
    const { logIn, codeFor, get } = await setUp()
    const headers = { host: 'localhost', ...OWN, ...from }
    const response = await logIn({ code: codeFor() }, headers)
    expect(response.statusCode).toBe(200)
    expect(await get(stats, cookieOf(response), headers)).toMatchObject({ statusCode: 200 })
  })

  it('is nothing that another origin may use, listed or not', async () => {
    for (const allowedOrigins of ['*', ['https://player.example']] as const) {
      const { request, logInByCode, app } = await setUp({ http: { allowedOrigins } })
      const cookie = await logInByCode()
      const origin = 'https://player.example'
      const preflight = await app.inject({
        method: 'OPTIONS',
        url: stats,
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'x-streambot-dashboard',
        },
      })
      expect(String(preflight.headers['access-control-allow-headers']).toLowerCase()).not.toContain('x-streambot')
      const response = await request('GET', stats, { headers: { cookie, origin, ...OWN } })
      expect(codeOf(response)).toBe('cross_site')
      const page = await request('GET', '/admin', { headers: { origin } })
      expect(page.headers['access-control-allow-origin']).not.toBe('*')
    }
  })
})

describe('behind a proxy', () => {
  const proxied = { http: { trustProxy: ['127.0.0.1'] } }
  const https = {
    'x-forwarded-for': '192.0.2.7',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'files.example.org',
  }

  it('by https the cookie goes by https only', async () => {
    const { logIn, codeFor } = await setUp(proxied)
    for (const more of [{}, { origin: 'https://files.example.org' }] as Record<string, string>[]) {
      for (const it of setCookies(await logIn({ code: codeFor() }, { ...https, ...more })))
        expect(it).toContain('; Secure')
    }
    const byHttp = { ...https, 'x-forwarded-proto': 'http' }
    expect(setCookies(await logIn({ code: codeFor() }, byHttp))[0]).not.toContain('Secure')
  })

  it('that is not trusted, BASE_URL says whether visitors come by https, unless the browser knows', async () => {
    const { logIn, codeFor } = await setUp({ http: { baseUrl: 'https://files.example.org' } })
    expect(setCookies(await logIn({ code: codeFor() }))[0]).toContain('; Secure')
    const byName = { origin: 'https://files.example.org', host: '127.0.0.1:8080' }
    expect(setCookies(await logIn({ code: codeFor() }, byName))[0]).toContain('; Secure')
    const direct = { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }
    expect(setCookies(await logIn({ code: codeFor() }, direct))[0]).not.toContain('Secure')
  })

  it('a page by http is not the page by https', async () => {
    const { logIn, codeFor } = await setUp(proxied)
    expect(codeOf(await logIn({ code: codeFor() }, { ...https, origin: 'http://files.example.org' }))).toBe(
      'cross_site',
    )
    expect(codeOf(await logIn({ code: codeFor() }, { ...https, origin: 'https://127.0.0.1' }))).toBe('cross_site')
  })

  it('with a path before everything the page, the log-in and the cookie are below it, taken off or not', async () => {
    const baseUrl = 'https://example.org/files'
    for (const prefix of ['', '/files']) {
      const { logIn, codeFor, get, request } = await setUp({ http: { basePath: '/files', baseUrl } })
      expect((await request('GET', `${prefix}/admin`)).body).toContain('data-root="."')
      const origin = { origin: 'https://example.org', host: 'example.org' }
      const response = await logIn({ code: codeFor() }, origin, prefix)
      // What else is on the host may have an /admin and an /api/v1 of its own.
      expect(pathsOf(response)).toEqual(['/files/admin', '/files/api/v1'])
      const headers = { ...OWN, ...origin }
      for (const url of [stats, session]) {
        expect(await get(`${prefix}${url}`, cookieOf(response), headers)).toMatchObject({ statusCode: 200 })
      }
    }
  })

  it('and asked without it, the cookie goes where either would lead', async () => {
    const { logIn, codeFor, get } = await setUp({ http: { basePath: '/files', baseUrl: 'https://example.org/files' } })
    const everywhere = ['/admin', '/api/v1', '/files/admin', '/files/api/v1']
    for (const headers of [{ origin: 'http://192.0.2.1:8080', host: '192.0.2.1:8080' }, {}] as Record<
      string,
      string
    >[]) {
      const response = await logIn({ code: codeFor() }, headers)
      expect(pathsOf(response)).toEqual(everywhere)
    }
    expect(pathsOf(await get(stats, `streambot_session=sb_${'x'.repeat(43)}`))).toEqual(everywhere)
  })
})

describe('the history for graphs', () => {
  it('is told as a whole once, and then what came since', async () => {
    const { ask, tokenFor } = await setUp()
    const { body } = await ask('GET', '/api/v1/stats/history')
    const at = (ms: number) => new Date(NOW_MS + ms).toISOString()
    expect(body).toMatchObject({
      startedAt: at(0),
      intervalSeconds: 5,
      samples: [{ at: at(0), sentBytesPerSecond: 2000 }, {}, {}],
    })
    const since = (moment: string) => ask('GET', `/api/v1/stats/history?after=${moment}`)
    expect((await since(at(0))).body).toMatchObject({ samples: [{ at: at(5000) }, { at: at(10_000) }] })
    expect((await since(at(10_000))).body).toMatchObject({ samples: [] })
    expect(await since('yesterday')).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
    const { token } = await tokenFor(['links'])
    expect(await ask('GET', '/api/v1/stats/history', { token })).toMatchObject({ status: 403 })
  })
})
