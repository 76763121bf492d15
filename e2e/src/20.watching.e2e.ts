/** Those who watch over a running server: load balancers, process managers and Prometheus. */
import { createLoggers, loadConfig, StreamBot } from 'streambot'
import { describe, expect, it } from 'vitest'
import { expectNoSecrets } from './28.overheard.js'
import { read } from './readers.js'
import { freePort } from './free-port.js'
import { TestServer } from './test-server.js'

const TOKEN = 'prometheus-of-the-operator'

/** Samples by name and labels. */
async function scrape(server: TestServer, headers: Record<string, string> = {}): Promise<Map<string, number>> {
  const { status, body } = await read(`${server.baseUrl}/metrics`, headers)
  expect(status).toBe(200)
  const lines = body.toString().split('\n')
  return new Map(lines.flatMap((line) => toSample(line)))
}

function toSample(line: string): [string, number][] {
  const [, name, value] = /^([^#\s].*) (\S+)$/.exec(line) ?? []
  return name === undefined ? [] : [[name, Number(value)]]
}

describe('a server that starts', () => {
  it('says so, and what it waits for, before it has a database; asked to stop it leaves the port alone', async () => {
    const port = await freePort()
    const server = await TestServer.create({ workers: 0 })
    const env = { PORT: String(port), DATABASE_URL: 'mongodb://127.0.0.1:1/none', DATABASE_WHEN_AWAY: 'wait' }
    const loaded = loadConfig({ ...server.env, ...env })
    if (!loaded.ok) throw new Error('The settings of this test are wrong')
    const stop = new AbortController()
    const said: string[] = []
    const destination = { write: (line: string) => void said.push(line) }
    const loggers = createLoggers({ level: 'trace', format: 'json', secrets: [], destination })
    const started = StreamBot.start(loaded.config, loaded.secrets, { signal: stop.signal, loggers })
    started.catch(() => {}) // looked at below
    const ask = (path: string) => read(`http://127.0.0.1:${port}${path}`)
    await expect
      .poll(async () => (await ask('/readyz')).body.toString(), { timeout: 15_000 })
      .toBe('{"status":"not ready","reasons":["The server is starting","The database does not answer"]}')
    expect((await ask('/dl/anything')).code).toBe('shutting_down')
    stop.abort(new Error('SIGTERM'))
    await expect(started).rejects.toThrow()
    await expect(ask('/readyz')).rejects.toThrow()
    expectNoSecrets(said.join(''), 'The log of a start', true)
  })
})

describe('a running server', () => {
  it('tells Prometheus what it did for people and readers', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(3_000_000)
    for (let times = 0; times < 2; times++) await read(file.download)
    await read(`${server.baseUrl}/dl/wrong`)
    await expect
      .poll(async () => (await scrape(server)).get('streambot_streams_ended_total{outcome="complete"}'))
      .toBe(2)
    const samples = await scrape(server)
    expect(Object.fromEntries(samples)).toMatchObject({
      streambot_links_made_total: 1,
      streambot_sent_bytes_total: 6_000_000,
      streambot_first_byte_seconds_count: 2,
      'streambot_http_refusals_total{code="link_not_found"}': 1,
      'streambot_client_state{client="primary",state="healthy"}': 1,
      'streambot_client_state{client="worker 1",state="healthy"}': 1,
      streambot_store_up: 1,
      streambot_streams_open: 0,
      'streambot_memory_level{level="normal"}': 1,
    })
    expect(samples.get('streambot_updates_total')).toBeGreaterThan(0)
    expect(samples.get('streambot_part_bytes_total{from="telegram"}')).toBe(3_000_000)
    expect(samples.get('streambot_part_bytes_total{from="cache"}')).toBe(3_000_000)
    expect(samples.get('streambot_client_received_bytes_total{client="worker 1"}')).toBeGreaterThanOrEqual(3_000_000)
    expect(samples.get('streambot_store_call_seconds_count{store="links",verb="add",outcome="ok"}')).toBe(1)
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
    const names = [...samples.keys()].join('\n')
    for (const secret of [file.download.split('/')[4]!, server.lastLinkId, String(server.ada.id)]) {
      expect(names).not.toContain(secret)
    }
  })

  it('shows metrics through a proxy to who has the token only', async () => {
    const server = await TestServer.create({ workers: 0, env: { METRICS_TOKEN: TOKEN, TRUST_PROXY: 'loopback' } })
    const url = `${server.baseUrl}/metrics`
    expect((await read(url, { 'x-forwarded-for': '192.0.2.1' })).code).toBe('metrics_token_wrong')
    expect((await read(url)).code).toBe('metrics_token_wrong')
    expect((await scrape(server, { authorization: `Bearer ${TOKEN}` })).get('streambot_store_up')).toBe(1)
    expect(server.log).not.toContain(TOKEN)
  })

  it('is ready while a bot can serve, and says why not when none can', async () => {
    const server = await TestServer.create({
      workers: 0,
      start: { clientTimings: { probeEveryMs: 50, connectionGraceMs: 20 } },
    })
    const ready = `${server.baseUrl}/readyz`
    expect(JSON.parse((await read(ready)).body.toString())).toEqual({ status: 'ready', reasons: [] })
    server.sim.world.kick(server.logChannel.id, server.bot.id)
    await expect.poll(async () => (await read(ready)).status, { timeout: 5000 }).toBe(503)
    const { reasons } = JSON.parse((await read(ready)).body.toString()) as { reasons: string[] }
    expect(reasons).toEqual(['1 of 1 Telegram clients: unreachable'])
  })

  it('lets pages of the allowed origins read files, ranges of them and refusals', async () => {
    const page = 'https://player.example.org'
    const server = await TestServer.create({ workers: 0, env: { CORS_ALLOWED_ORIGINS: `${page}, https://b.example` } })
    const { stream } = await server.linkSynthetic(1000)
    for (const [url, headers] of [
      [stream, { range: 'bytes=0-9' }],
      [`${server.baseUrl}/dl/wrong`, {}],
    ] as const) {
      const allowed = await read(url, { ...headers, origin: page })
      expect(allowed.headers.get('access-control-allow-origin')).toBe(page)
      expect(allowed.headers.get('access-control-expose-headers')).toContain('Content-Range')
      const refused = await read(url, { ...headers, origin: 'https://evil.example' })
      expect(refused.headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})
