/** The server behind each proxy of `deploy/`, as people meet it: every byte, header and address as without one, and nothing held up. */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { areMissing } from './26.deployed.js'
import { Proxy, type ProxyKind } from './26.proxy.js'
import { answerTo, ask, begin } from './26.visitor.js'
import { bytesOf, MIB, sha256 } from './21.sent-uploads.js'
import { freePort } from './free-port.js'
import { TestServer } from './test-server.js'

const METRICS_TOKEN = 'prometheus-of-the-operator'
/** More than the sockets on both sides of a proxy can hold: 6 MiB to receive and 4 to send, each. */
const LARGE = 64 * MIB
const HELD_AT_MOST = 40 * MIB

const VARIANTS: [string, ProxyKind, { path?: string; isSecure?: boolean }][] = [
  ['Caddy', 'caddy', {}],
  ['Caddy, below a path', 'caddy', { path: '/files' }],
  ['nginx, by https', 'nginx', { isSecure: true }],
  ['nginx, below a path', 'nginx', { path: '/files' }],
  ['HAProxy', 'haproxy', {}],
  ['HAProxy, by https and below a path', 'haproxy', { path: '/files', isSecure: true }],
]

const missing = new Map((['caddy', 'nginx', 'haproxy'] as const).map((kind) => [kind, areMissing(kind)]))
const isWithoutOpenssl = areMissing('openssl')

for (const [name, kind, { path = '', isSecure = false }] of VARIANTS) {
  describe.skipIf(missing.get(kind) === true || (isSecure && isWithoutOpenssl))(`behind ${name}`, () => {
    let server: TestServer
    let proxy: Proxy
    let direct: string
    let token: string

    beforeAll(async () => {
      const [port, upstream] = [await freePort(), await freePort()]
      server = await TestServer.open({
        workers: 1,
        env: {
          PORT: String(upstream),
          BASE_URL: `http${isSecure ? 's' : ''}://127.0.0.1:${port}${path}`,
          TRUST_PROXY: '127.0.0.1',
          METRICS_TOKEN,
          DENIED_TYPES: '.exe',
          REQUESTS_PER_MINUTE: '100000',
        },
      })
      direct = `http://127.0.0.1:${upstream}`
      proxy = await Proxy.start(kind, { port, upstreams: [upstream], path, isSecure })
      const isUp = async () => expect((await ask(`${server.baseUrl}/healthz`)).status).toBe(200)
      await vi.waitFor(isUp, { timeout: 15_000, interval: 50 })
      const made = await server.operations.tokens.create('user:1', {
        name: 'program',
        scopes: ['uploads', 'logs', 'stats'],
        expiresAtMs: null,
      })
      if (!made.ok) throw new Error(made.refusal.reason)
      token = made.token
    }, 60_000)

    afterAll(async () => {
      await proxy?.[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
    })

    it('a file of many parts comes whole, and its head and ranges as they are', async () => {
      const { download, bytes } = await server.linkSynthetic(24 * MIB + 7)
      expect(download.startsWith(`${server.baseUrl}/dl/`)).toBe(true)
      const whole = await ask(download)
      expect(whole.status).toBe(200)
      expect(sha256(whole.body)).toBe(sha256(bytes))
      const { etag = '', 'last-modified': lastModified = '' } = whole.headers
      expect(whole.headers['content-length']).toBe(String(bytes.length))
      expect(whole.headers['accept-ranges']).toBe('bytes')
      expect(etag).toMatch(/^"/)

      const head = await ask(download, { method: 'HEAD', headers: { 'accept-encoding': 'gzip, br' } })
      expect([head.status, head.headers['content-length'], head.headers.etag]).toEqual([
        200,
        String(bytes.length),
        etag,
      ])
      expect(head.headers['content-encoding']).toBeUndefined()

      const part = await ask(download, { headers: { range: 'bytes=1000000-2000000', 'if-range': etag } })
      expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 1000000-2000000/${bytes.length}`])
      expect(part.body.equals(bytes.subarray(1_000_000, 2_000_001))).toBe(true)
      const byDate = await ask(download, { headers: { range: 'bytes=-5', 'if-range': lastModified } })
      expect([byDate.status, byDate.body.equals(bytes.subarray(-5))]).toEqual([206, true])
      const several = await ask(download, { headers: { range: 'bytes=0-9,100-109' } })
      expect([several.status, several.headers['content-type']]).toEqual([
        206,
        expect.stringMatching(/^multipart\/byteranges/),
      ])

      const unchanged = await ask(download, { headers: { 'if-none-match': etag } })
      expect([unchanged.status, unchanged.body.length]).toEqual([304, 0])
      const behind = await ask(download, { headers: { range: `bytes=${bytes.length}-` } })
      expect([behind.status, behind.headers['content-range']]).toEqual([416, `bytes */${bytes.length}`])
      const changed = await ask(download, { method: 'HEAD', headers: { 'if-match': '"another"' } })
      expect(changed.status).toBe(412)
    })

    it('a changed file is sent whole to who asks for the rest of what it was', async () => {
      const { download, bytes } = await server.linkSynthetic(MIB)
      const { status, body } = await ask(download, { headers: { range: 'bytes=10-', 'if-range': '"another"' } })
      expect([status, body.equals(bytes)]).toEqual([200, true])
    })

    it('a reader who stands still is not read ahead for, and one who leaves is let go', async () => {
      const { download, bytes } = await server.linkSynthetic(LARGE)
      const request = begin(download)
      request.on('error', () => {})
      request.end()
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      let sent = -1
      // Until nothing moves any more: between two looks a proxy that buffers takes megabytes.
      const hasSettled = () => {
        const before = sent
        sent = server.streams.list()[0]?.sentBytes ?? Infinity
        return sent > 0 && sent === before
      }
      await expect.poll(hasSettled, { timeout: 20_000, interval: 700 }).toBe(true)
      expect(sent).toBeLessThan(HELD_AT_MOST)
      const chunks: Buffer[] = []
      for await (const chunk of response) {
        chunks.push(chunk as Buffer)
        if (chunks.reduce((sum, it) => sum + it.length, 0) > MIB) break
      }
      const got = Buffer.concat(chunks)
      expect(got.equals(bytes.subarray(0, got.length))).toBe(true)
      request.destroy()
      await expect.poll(() => server.streams.size, { timeout: 10_000, interval: 20 }).toBe(0)
    })

    it('visitors are told apart by where they are, whatever they say', async () => {
      const url = `${server.baseUrl}/healthz-not`
      const left = async (from: string, headers: Record<string, string> = {}) =>
        Number((await ask(url, { from, headers })).headers['ratelimit-remaining'])
      expect(await left('127.0.0.5')).toBe(99_999)
      expect(await left('127.0.0.5')).toBe(99_998)
      expect(await left('127.0.0.6')).toBe(99_999)
      expect(await left('127.0.0.5', { 'x-forwarded-for': '127.0.0.7', forwarded: 'for=127.0.0.7' })).toBe(99_997)
      expect(await left('127.0.0.5', { 'x-forwarded-for': '127.0.0.7, 127.0.0.1' })).toBe(99_996)
      expect(await left('127.0.0.7')).toBe(99_999)
      expect(await left('127.0.0.8', { 'x-request-id': 'mine' })).toBe(99_999)
    })

    it('the server knows whether they came by https, names requests itself and says which', async () => {
      const { headers } = await ask(`${server.baseUrl}/healthz`, {
        headers: { 'x-forwarded-proto': isSecure ? 'http' : 'https', 'x-request-id': 'mine' },
      })
      expect(headers['strict-transport-security'] !== undefined).toBe(isSecure)
      expect(headers['x-request-id']).not.toBe('mine')
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{32,36}$/)
    })

    it('an upload passes while it comes, and comes out as it went in', async () => {
      const url = `${server.baseUrl}/api/v1/uploads`
      const authorization = `Bearer ${token}`
      // Refused by its name: an answer before its body is sent is one that nobody waited for the body for.
      const early = begin(`${url}/a.exe`, {
        method: 'PUT',
        headers: { authorization, 'content-length': String(20 * MIB) },
      })
      early.on('error', () => {})
      early.write('x')
      expect((await answerTo(early)).status).toBe(422)
      early.destroy()

      const bytes = bytesOf(12 * MIB + 3)
      const sent = await ask(`${url}/film.bin?owner=4711`, { method: 'PUT', headers: { authorization }, body: bytes })
      const { downloadUrl } = JSON.parse(sent.body.toString()) as { downloadUrl: string }
      expect(sent.status).toBe(201)
      expect(sha256((await ask(downloadUrl)).body)).toBe(sha256(bytes))
    })

    it('an upload is taken no faster than Telegram takes it', async () => {
      server.sim.faults.noAnswer({ accountId: server.bot.id, method: 'upload.saveBigFilePart', times: 4 })
      const sending = begin(`${server.baseUrl}/api/v1/uploads/large.bin?owner=4711`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-length': String(LARGE) },
      })
      sending.on('error', () => {})
      const piece = Buffer.alloc(MIB)
      let written = 0
      let isFull = false
      for (; !isFull && written < LARGE; written += MIB) {
        isFull = !sending.write(piece) && !(await hasDrained(sending))
      }
      sending.destroy()
      expect(written).toBeLessThan(HELD_AT_MOST)
    })

    it('the log is followed line by line', async () => {
      const request = begin(`${server.baseUrl}/api/v1/logs/follow`, {
        headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', 'accept-encoding': 'gzip' },
      })
      request.on('error', () => {})
      request.end()
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      expect(response.headers['content-type']).toContain('text/event-stream')
      let told = ''
      response.on('data', (data: Buffer) => (told += data.toString()))
      response.on('error', () => {})
      await server.linkSynthetic(1000)
      await expect.poll(() => told, { timeout: 10_000, interval: 20 }).toContain('Link created')
      request.destroy()
    })

    it('metrics are for nobody who comes by it, with the token neither', async () => {
      const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
      expect((await ask(`${direct}/metrics`, { headers })).status).toBe(200)
      for (const at of [`${server.baseUrl}/metrics`, new URL('/metrics', server.baseUrl).href]) {
        const { status, body } = await ask(at, { headers })
        expect(status).toBe(404)
        expect(body.toString()).not.toContain('streambot_')
      }
    })
  })
}

async function hasDrained(request: ReturnType<typeof begin>): Promise<boolean> {
  return Promise.race([
    once(request, 'drain').then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, 2000, false)),
  ])
}
