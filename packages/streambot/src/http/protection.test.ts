/** What every answer says to browsers, pages on other origins, proxies and whoever reads logs. */
import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { ByteBudget } from '../streaming/byte-budget.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { FakeFile, MiB } from './fake-file.fixture.js'
import type { HttpOptions } from './http-deps.js'
import { originOf } from './origin-of.js'
import { createTestServer, TOKEN } from './test-server.fixture.js'

const PAGE = 'https://player.example.org'

function setUp(
  options: HttpOptions = {},
  file: FakeFile | StreamBotError = new FakeFile({ sizeBytes: 10, budget: new ByteBudget(64 * MiB) }),
) {
  const streams = new StreamRegistry({ now: () => 0 })
  const { app } = createTestServer(file, streams, options)
  type Method = 'GET' | 'HEAD' | 'POST' | 'OPTIONS' | 'DELETE' | 'TRACE' | 'PROPFIND' | 'PURGE' | 'QUERY'
  const ask = async (url: string, headers: Record<string, string> = {}, method: Method = 'GET', from = '192.0.2.1') => {
    // Its types know no more methods than the older ones.
    const response = await app.inject({ url, headers, method: method as 'GET', remoteAddress: from })
    return { status: response.statusCode, headers: response.headers, body: response.body }
  }
  return { ask, app, streams }
}

/** Of every kind: a file, a part, no change, refusals, a page, a page that refuses, a health check, a preflight. */
const REQUESTS: [string, Record<string, string>, ('GET' | 'HEAD' | 'POST' | 'OPTIONS' | 'DELETE')?][] = [
  [`/dl/${TOKEN}`, {}],
  [`/stream/${TOKEN}/name`, { range: 'bytes=0-1' }],
  [`/dl/${TOKEN}`, { range: 'bytes=0-1,4-5' }],
  [`/dl/${TOKEN}`, { range: 'bytes=50-' }],
  [`/dl/${TOKEN}`, { 'if-none-match': '*' }],
  [`/dl/${TOKEN}`, { 'if-match': '"x"' }],
  [`/dl/${TOKEN}`, {}, 'HEAD'],
  [`/dl/${TOKEN}`, {}, 'DELETE'],
  [`/dl/${TOKEN}`, {}, 'OPTIONS'],
  ['/dl/wrong', {}],
  ['/dl/wrong', { accept: 'text/html' }],
  ['/dl/%zz', {}],
  ['/b/wrong.zip', {}],
  ['/', {}],
  ['/nothing', {}],
  ['/healthz', {}],
]

describe.each(REQUESTS)('the answer to %s %j %s', (url, headers, method) => {
  it('lets a browser guess, run, send and tell nothing, and names itself', async () => {
    const { ask } = setUp()
    const answer = await ask(url, headers, method)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringMatching(/^default-src 'none'/) as string,
      'cross-origin-resource-policy': expect.stringMatching(/^(same|cross)-origin$/) as string,
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    expect(answer.headers['strict-transport-security']).toBeUndefined()
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('may be read by pages everywhere where all are allowed, without credentials, unless it is for operators', async () => {
    const { ask } = setUp({ allowedOrigins: '*' })
    const answer = await ask(url, { ...headers, origin: PAGE }, method)
    expect(answer.headers['access-control-allow-origin']).toBe(url === '/healthz' ? undefined : '*')
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    if (url === '/healthz') return
    for (const name of ['Content-Range', 'Accept-Ranges', 'ETag', 'Content-Length', 'Content-Disposition']) {
      expect(`${String(answer.headers['access-control-expose-headers'])}`.split(', ')).toContain(name)
    }
  })

  it('may be read by pages of a listed origin and no other, and says that it differs', async () => {
    const { ask } = setUp({ allowedOrigins: [PAGE, 'http://localhost:3000'] })
    const answer = await ask(url, { ...headers, origin: PAGE }, method)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-credentials': 'true',
    })
    for (const origin of ['https://evil.example', `${PAGE}.evil.example`, 'null', 'https://PLAYER.example.org']) {
      const other = await ask(url, { ...headers, origin }, method)
      expect(other.headers['access-control-allow-origin']).toBeUndefined()
      expect(`${String(other.headers['vary'])}`.split(', ')).toContain('Origin')
      expect(other.status).toBe(answer.status)
    }
    expect(`${String((await ask(url, headers, method)).headers['vary'])}`).toContain('Origin')
  })

  it('asks for https from then on where it came by https, and only there', async () => {
    const { ask } = setUp({ trustProxy: ['10.0.0.0/8'], isSecure: true })
    const hsts = async (more: Record<string, string>, from: string) =>
      (await ask(url, { ...headers, ...more }, method, from)).headers['strict-transport-security']
    if (url === '/dl/%zz') return // read by nobody, so that nobody knows how it came
    expect(await hsts({ 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.9' }, '10.0.0.1')).toMatch(
      /^max-age=/,
    )
    expect(await hsts({ forwarded: 'for=192.0.2.9;proto=https' }, '10.0.0.1')).toMatch(/^max-age=/)
    expect(await hsts({}, '10.0.0.1')).toMatch(/^max-age=/)
    expect(await hsts({ 'x-forwarded-proto': 'http' }, '10.0.0.1')).toBeUndefined()
    expect(await hsts({ 'x-forwarded-proto': 'https' }, '192.0.2.1')).toBeUndefined()
  })
})

describe('an operating address', () => {
  it.each(['/healthz', '/readyz', '/metrics'])('is for no page where all are allowed: %s', async (url) => {
    const everywhere = await setUp({ allowedOrigins: '*' }).ask(url, { origin: PAGE })
    expect(Object.keys(everywhere.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    const listed = await setUp({ allowedOrigins: [PAGE] }).ask(url, { origin: PAGE })
    expect(listed.headers['access-control-allow-origin']).toBe(PAGE)
  })
})

describe('a preflight', () => {
  const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' }

  it('is told that Range may be sent, and how long that holds', async () => {
    const { ask } = setUp({ allowedOrigins: [PAGE] })
    const { status, headers } = await ask(`/stream/${TOKEN}`, { origin: PAGE, ...asked }, 'OPTIONS')
    expect(status).toBe(204)
    expect(`${String(headers['access-control-allow-headers'])}`.split(', ')).toContain('Range')
    expect(`${String(headers['access-control-allow-methods'])}`.split(', ')).toContain('GET')
    expect(headers['access-control-max-age']).toBe('7200')
  })

  it('of a page that may not ask is told nothing', async () => {
    const { ask } = setUp({ allowedOrigins: [PAGE] })
    const { status, headers } = await ask(`/stream/${TOKEN}`, { origin: 'https://evil.example', ...asked }, 'OPTIONS')
    expect(status).toBe(204)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('an address', () => {
  it('says what can be done with it, whatever else is tried', async () => {
    const { ask } = setUp({ basePath: '/files' })
    for (const prefix of ['', '/files']) {
      const refused = await ask(`${prefix}/dl/${TOKEN}`, { 'content-type': 'video/mp4' }, 'DELETE')
      expect([refused.status, JSON.parse(refused.body)]).toMatchObject([405, { code: 'method_not_allowed' }])
      expect(refused.headers.allow?.split(', ').sort()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST'])
      const options = await ask(`${prefix}/healthz`, {}, 'OPTIONS')
      expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS'])
      expect((await ask(`${prefix}/healthz`, {}, 'POST')).status).toBe(405)
      for (const method of ['TRACE', 'PROPFIND', 'PURGE', 'QUERY'] as const) {
        const rare = await ask(`${prefix}/dl/${TOKEN}?x=/y`, {}, method)
        expect([method, rare.status, rare.headers.allow]).toEqual([method, 405, refused.headers.allow])
      }
      for (const method of ['DELETE', 'PURGE'] as const) {
        expect((await ask(`${prefix}/nothing`, {}, method)).status).toBe(404)
      }
    }
  })
})

describe('an answer that has not changed', () => {
  it('guards the kept one as it was guarded', async () => {
    const { ask } = setUp({}, new FakeFile({ sizeBytes: 10, mimeType: 'video/mp4' }))
    const whole = await ask(`/stream/${TOKEN}`)
    const unchanged = await ask(`/stream/${TOKEN}`, { 'if-none-match': String(whole.headers.etag) })
    expect(unchanged.status).toBe(304)
    for (const name of ['content-security-policy', 'cross-origin-resource-policy', 'etag', 'cache-control', 'vary']) {
      expect([name, unchanged.headers[name]]).toEqual([name, whole.headers[name]])
    }
    expect(unchanged.headers['content-length']).toBeUndefined()
  })
})

describe('the id of a request', () => {
  const id = 'edge-7f3a/1'
  const proxied = { trustProxy: ['10.0.0.0/8'] }

  it("is a trusted proxy's own", async () => {
    const { ask } = setUp(proxied)
    const { headers } = await ask('/dl/wrong', { 'x-request-id': id }, 'GET', '10.0.0.1')
    expect(headers['x-request-id']).toBe(id)
  })

  it.each<[string, string, string]>([
    ['comes from a visitor', id, '192.0.2.1'],
    ['is empty', '', '10.0.0.1'],
    ['is too long', 'x'.repeat(37), '10.0.0.1'],
    ['would break a line', 'a\u00e9b', '10.0.0.1'],
    ['holds markup', '<b>', '10.0.0.1'],
    ['is two', 'a, b', '10.0.0.1'],
  ])('is not taken over when it %s', async (_why, said, from) => {
    const { ask } = setUp(proxied)
    const { headers } = await ask('/', { 'x-request-id': said }, 'GET', from)
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('is not taken over twice at once, so that every stream can be ended', async () => {
    const file = new FakeFile({ sizeBytes: 10, holdAfterBytes: 0 })
    const { ask, streams } = setUp(proxied, file)
    const first = ask(`/dl/${TOKEN}`, { 'x-request-id': id }, 'GET', '10.0.0.1')
    await file.held
    const second = ask(`/dl/${TOKEN}`, { 'x-request-id': id }, 'GET', '10.0.0.1')
    await expect.poll(() => streams.size).toBe(2)
    expect(streams.list().map((stream) => stream.id === id)).toEqual([true, false])
    file.release()
    expect((await first).headers['x-request-id']).toBe(id)
    expect((await second).headers['x-request-id']).not.toBe(id)
    expect((await ask('/', { 'x-request-id': id }, 'GET', '10.0.0.1')).headers['x-request-id']).toBe(id)
  })
})

describe('a refusal', () => {
  it('is problem details with the code that programs know', async () => {
    const { ask } = setUp({}, new StreamBotError('link_expired', 'internal'))
    const { status, headers, body } = await ask(`/dl/${TOKEN}`)
    expect([status, headers.vary]).toEqual([410, 'Accept'])
    expect(headers['content-type']).toMatch(/^application\/problem\+json\b/)
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Gone',
      status: 410,
      detail: 'This link has expired. Ask for a new one.',
      error: 'This link has expired. Ask for a new one.',
      code: 'link_expired',
    })
  })
})

describe('a proxy that is trusted', () => {
  it.each<[string, Record<string, string>, string]>([
    ['alone', { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'files.example.org' }, 'https://files.example.org'],
    ['by Forwarded', { forwarded: 'for=1.2.3.4;proto=https;host=files.example.org' }, 'https://files.example.org'],
    [
      'behind another, by the word of the outer one',
      { forwarded: 'for=1.2.3.4;proto=https;host=out.example.org, for=10.0.0.7;proto=http;host=in.local' },
      'https://out.example.org',
    ],
    [
      'behind another that adds its own word',
      {
        'x-forwarded-for': '1.2.3.4, 10.0.0.7',
        'x-forwarded-proto': 'https, http',
        'x-forwarded-host': 'out.example.org, in.local',
      },
      'https://out.example.org',
    ],
    [
      'and a visitor who makes up more',
      {
        'x-forwarded-for': '10.9.9.9, 1.2.3.4',
        'x-forwarded-proto': 'http, https',
        'x-forwarded-host': 'evil.example, out.example.org',
      },
      'https://out.example.org',
    ],
    ['with an unknown way', { 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'a.example' }, 'http://a.example'],
  ])('says what its visitor came by: %s', async (_how, headers, origin) => {
    const { app } = setUp({ trustProxy: ['10.0.0.0/8'] })
    let seen: string | null = null
    app.get('/origin', (request) => {
      seen = originOf(request)
      return 'ok'
    })
    await app.inject({ url: '/origin', headers, remoteAddress: '10.0.0.1' })
    expect(seen).toBe(origin)
  })
})
