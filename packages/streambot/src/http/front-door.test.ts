import { describe, expect, it } from 'vitest'
import { SlidingWindow } from '../core/sliding-window.js'
import { StreamBotError } from '../core/errors.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { FakeFile } from './fake-file.fixture.js'
import type { HttpOptions } from './http-deps.js'
import { createTestServer, TOKEN } from './test-server.fixture.js'

const MINUTE_MS = 60_000

function setUp(options: HttpOptions = {}, file: FakeFile | StreamBotError = new FakeFile({ sizeBytes: 10 })) {
  const time = { nowMs: 0 }
  const clock = { now: () => time.nowMs }
  const windows = new Map<string, SlidingWindow>()
  const limit = 3
  const requests = {
    limit,
    windowMs: MINUTE_MS,
    take: (address: string, nowMs: number) => {
      const window = windows.get(address) ?? new SlidingWindow()
      windows.set(address, window)
      return window.take({ limit, windowMs: MINUTE_MS }, nowMs)
    },
  }
  const { app } = createTestServer(file, new StreamRegistry(clock), options, { requests, clock })
  const ask = async (
    url: string,
    remoteAddress = '192.0.2.1',
    headers: Record<string, string> = {},
    method: 'GET' | 'OPTIONS' = 'GET',
  ) => {
    const { statusCode: status, headers: answered, body } = await app.inject({ url, remoteAddress, headers, method })
    return { status, headers: answered, body }
  }
  return { ask, time, windows }
}

describe('the front door', () => {
  it('says in every answer how many requests are left', async () => {
    const { ask } = setUp()
    for (const [url, remaining] of [
      [`/dl/${TOKEN}`, '2'],
      ['/', '1'],
      ['/nothing', '0'],
    ] as const) {
      expect((await ask(url)).headers).toMatchObject({
        'ratelimit-policy': '"requests";q=3;w=60',
        ratelimit: `"requests";r=${remaining};t=60`,
        'ratelimit-limit': '3',
        'ratelimit-remaining': remaining,
        'ratelimit-reset': '60',
      })
    }
  })

  it('refuses an address that asks too often before anything else is done, and no other', async () => {
    const { ask, time } = setUp({}, new StreamBotError('bad_config', 'asked'))
    for (let times = 0; times < 3; times++) expect((await ask(`/dl/${TOKEN}`)).status).toBe(503)
    time.nowMs = 20_500
    const refused = await ask(`/dl/${TOKEN}`)
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([
      429,
      { error: expect.any(String) as string, code: 'too_many_requests' },
    ])
    expect(refused.headers).toMatchObject({
      'retry-after': '40',
      'ratelimit-limit': '3',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '40',
    })
    expect((await ask(`/dl/${TOKEN}`, '192.0.2.2')).status).toBe(503)
    time.nowMs = MINUTE_MS
    expect((await ask(`/dl/${TOKEN}`)).status).toBe(503)
  })

  it('counts what no route reads, and what a browser asks before it asks', async () => {
    const { ask } = setUp({ allowedOrigins: '*' })
    const preflight = { origin: 'https://player.example.org', 'access-control-request-method': 'GET' }
    expect((await ask(`/dl/${TOKEN}`, '192.0.2.1', preflight, 'OPTIONS')).status).toBe(204)
    for (let times = 0; times < 2; times++) expect((await ask('/dl/%zz')).status).toBe(400)
    expect((await ask('/dl/%zz')).status).toBe(429)
    expect((await ask(`/dl/${TOKEN}`, '192.0.2.1', preflight, 'OPTIONS')).status).toBe(429)
  })

  it('answers a browser with a page', async () => {
    const { ask } = setUp()
    for (let times = 0; times < 3; times++) await ask('/')
    const { status, headers, body } = await ask('/', '192.0.2.1', { accept: 'text/html' })
    expect([status, headers['content-type']]).toEqual([429, 'text/html; charset=utf-8'])
    expect(body).toContain('Too many requests from your address')
  })

  it('counts no one who watches over the server', async () => {
    const { ask, windows } = setUp({ basePath: '/files' })
    for (let times = 0; times < 5; times++) {
      for (const url of ['/healthz', '/files/healthz']) {
        const { status, headers } = await ask(url)
        expect([status, headers['ratelimit-limit']]).toEqual([200, undefined])
      }
    }
    expect(windows.size).toBe(0)
  })
})

describe('an address', () => {
  const PROXIES = ['loopback', '10.0.0.0/8', '2001:db8:1::/48']
  it.each<[string, HttpOptions['trustProxy'], string, string | undefined, string]>([
    ['is who holds the connection', false, '192.0.2.1', undefined, '192.0.2.1'],
    ['is not what a visitor says of himself', false, '192.0.2.1', '198.51.100.1', '192.0.2.1'],
    ['is not what a visitor says who is no proxy', PROXIES, '192.0.2.1', '198.51.100.1', '192.0.2.1'],
    ['is what a proxy says', PROXIES, '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['is what a proxy over IPv6 says', PROXIES, '2001:db8:1::9', '198.51.100.1', '198.51.100.1'],
    ['is what a proxy says whose IPv4 comes as IPv6', PROXIES, '::ffff:10.1.2.3', '2001:db8::5', '2001:db8::5'],
    [
      'is the first behind the last proxy, whatever a visitor sent',
      PROXIES,
      '127.0.0.1',
      '1.1.1.1, 198.51.100.1, 10.0.0.2',
      '198.51.100.1',
    ],
    ['is the proxy where it says nothing', PROXIES, '127.0.0.1', undefined, '127.0.0.1'],
    ['is not the proxy where what it says is no address', PROXIES, '127.0.0.1', 'nonsense', 'unknown'],
    ['is nobody of the past where the last word is no address', PROXIES, '127.0.0.1', '198.51.100.1, _x', 'unknown'],
    ['is what a proxy says with a port', PROXIES, '127.0.0.1', '198.51.100.1:51234', '198.51.100.1'],
    ['is what a proxy says with a port over IPv6', PROXIES, '127.0.0.1', '[2001:db8::5]:51234', '2001:db8::5'],
    ['is what a proxy says in brackets', PROXIES, '127.0.0.1', '[2001:db8::5]', '2001:db8::5'],
    ['is no proxy that is named with a port', PROXIES, '127.0.0.1', '198.51.100.1:80, 10.0.0.2:443', '198.51.100.1'],
    ['is IPv4 however the proxy writes it', PROXIES, '127.0.0.1', '[::ffff:198.51.100.1]:80', '198.51.100.1'],
    ['is not half of what a proxy says', PROXIES, '127.0.0.1', '198.51.100.1:', 'unknown'],
    ['is IPv4 however the socket writes it', false, '::ffff:192.0.2.1', undefined, '192.0.2.1'],
    ['trusts nobody where no proxy is named', [], '127.0.0.1', '198.51.100.1', '127.0.0.1'],
  ])('%s', async (_what, trustProxy, remoteAddress, forwarded, address) => {
    const { ask, windows } = setUp(trustProxy === undefined ? {} : { trustProxy })
    await ask('/', remoteAddress, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })
    expect([...windows.keys()]).toEqual([address])
  })
})
