import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Metrics } from '../../metrics/metrics.js'
import { StreamRegistry } from '../../streaming/stream-registry.js'
import { FakeFile } from '../fake-file.fixture.js'
import type { HttpOptions } from '../http-deps.js'
import { createTestServer, TOKEN } from '../test-server.fixture.js'

const SECRET = 'correct-horse-battery'

function setUp(options: HttpOptions = {}) {
  const metrics = new Metrics()
  const { app, server } = createTestServer(
    new FakeFile({ sizeBytes: 1000 }),
    new StreamRegistry({ now: () => 0 }),
    options,
    {
      metrics,
      meter: metrics.meters,
    },
  )
  const ask = async (remoteAddress: string, headers: Record<string, string> = {}, url = '/metrics') => {
    const response = await app.inject({ url, remoteAddress, headers: { host: 'localhost:8080', ...headers } })
    return { status: response.statusCode, body: response.body, headers: response.headers }
  }
  return { ask, metrics, server }
}

describe('/metrics', () => {
  it.each<[string, Record<string, string>]>([
    ['127.0.0.1', {}],
    ['127.9.9.9', { host: '127.0.0.1:80' }],
    ['::1', { host: '[::1]:8080' }],
    ['::ffff:127.0.0.1', {}],
  ])('are for this machine: %s', async (address, headers) => {
    const { status, headers: answered, body } = await setUp().ask(address, headers)
    expect([status, answered['content-type'], answered['cache-control']]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
      'no-store',
    ])
    expect(body).toContain('# TYPE streambot_first_byte_seconds histogram')
  })

  it.each<[string, string, Record<string, string>, HttpOptions]>([
    ['from elsewhere', '192.0.2.1', {}, {}],
    ['for somebody whom a proxy on this machine asks', '127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }, {}],
    ['for somebody who says to be here', '127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, {}],
    ['by Forwarded', '127.0.0.1', { forwarded: 'for=127.0.0.1' }, {}],
    ['through a proxy that says no more than Via', '127.0.0.1', { via: '1.1 proxy' }, {}],
    ['through a proxy of TRUST_PROXY that says nothing', '127.0.0.1', {}, { trustProxy: ['loopback'] }],
    ['by a page whose name leads here', '127.0.0.1', { host: 'evil.example' }, {}],
    [
      'through a proxy that adds nothing, where links begin with another host',
      '127.0.0.1',
      { host: '127.0.0.1:8080' },
      { baseUrl: 'https://files.example.org' },
    ],
  ])('are closed to a request %s, unless it has the token', async (_who, address, headers, options) => {
    expect((await setUp(options).ask(address, headers)).status).toBe(403)
    const { ask } = setUp({ ...options, metricsToken: SECRET })
    const without = await ask(address, headers)
    expect([without.status, without.headers['www-authenticate']]).toEqual([401, 'Bearer realm="Metrics"'])
    for (const wrong of ['Bearer ', `Bearer ${SECRET}x`, `Basic ${SECRET}`, SECRET]) {
      expect((await ask(address, { ...headers, authorization: wrong })).status).toBe(401)
    }
    expect((await ask(address, { ...headers, authorization: `Bearer ${SECRET}` })).status).toBe(200)
  })

  it('are for this machine where links begin with it', async () => {
    for (const baseUrl of ['http://localhost:8080', 'http://127.0.0.1:8080/files', 'http://[::1]:8080']) {
      expect((await setUp({ baseUrl }).ask('127.0.0.1')).status).toBe(200)
    }
  })

  it('are closed to HTTP/1.0, which a proxy speaks that adds nothing', async () => {
    const { server } = setUp()
    onTestFinished(() => server.drain(0))
    const port = await server.listen({ host: '127.0.0.1', port: 0 })
    const socket = connect(port, '127.0.0.1')
    socket.end(`GET /metrics HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 /)
  })

  it('tell what was answered, refused and sent, and never a token or an address', async () => {
    const { ask, metrics } = setUp()
    await ask('192.0.2.1', {}, `/dl/${TOKEN}`)
    await ask('192.0.2.1', { range: 'bytes=0-9' }, `/dl/${TOKEN}/name.mp4`)
    await ask('192.0.2.1', {}, '/dl/wrong')
    const said = await metrics.text()
    for (const line of ['streambot_first_byte_seconds_count 2', 'streambot_first_byte_seconds_bucket{le="+Inf"} 2']) {
      expect(said).toContain(`${line}\n`)
    }
    const { meters } = metrics
    expect([meters.sentBytes, meters.streams.complete]).toEqual([1010, 2])
    expect([...meters.responses].sort()).toEqual([
      [200, 1],
      [206, 1],
      [404, 1],
    ])
    expect([...meters.refusals]).toEqual([['link_not_found', 1]])
    expect(said).not.toMatch(/TTTT|192\.0\.2|name\.mp4/)
  })
})
