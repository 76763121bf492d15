/** The server over real sockets, in front of files made of a seeded pattern. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import contentDisposition from 'content-disposition'
import { describe, expect, it, onTestFinished } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { ByteBudget } from '../streaming/byte-budget.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { FakeFile, MiB, patternBytes } from './fake-file.fixture.js'
import type { HttpOptions } from './http-deps.js'
import { createTestServer, TOKEN } from './test-server.fixture.js'

function create(file: FakeFile | StreamBotError, options?: HttpOptions) {
  const streams = new StreamRegistry({ now: () => 0 })
  const created = createTestServer(file, streams, options)
  onTestFinished(() => created.server.drain(0))
  return { ...created, streams }
}

async function start(file: FakeFile | StreamBotError, options?: HttpOptions) {
  const created = create(file, options)
  const port = await created.server.listen({ host: '127.0.0.1', port: 0 })
  return { ...created, base: `http://127.0.0.1:${port}`, port }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer())
}

/** A response whose body is read only when asked. */
async function openResponse(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const request = httpRequest(url, { headers, agent: false })
  request.on('error', () => {}) // a destroyed socket is what several tests are about
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.on('error', () => {})
  return response
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

async function rawAnswer(port: number, request: string): Promise<string> {
  const socket = await openSocket(port)
  socket.end(request, 'latin1')
  let text = ''
  for await (const chunk of socket) text += (chunk as Buffer).toString('latin1')
  return text
}

describe('a download', () => {
  it('is the whole file, byte for byte, with its name, type and validators', async () => {
    const file = new FakeFile({ sizeBytes: 5 * MiB + 123, name: 'Movie.mp4', mimeType: 'video/mp4' })
    const { base } = await start(file)
    const response = await fetch(`${base}/dl/${TOKEN}/anything.exe`)
    expect(response.status).toBe(200)
    expect(sha256(await bytesOf(response))).toBe(sha256(patternBytes(0, file.sizeBytes)))
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-length': String(file.sizeBytes),
      'content-type': 'video/mp4',
      'content-disposition': 'attachment; filename="Movie.mp4"',
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[\w-]{22}"$/) as string,
      'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
      'cache-control': 'public, max-age=3600, s-maxage=0, must-revalidate, no-transform',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox') as string,
    })
  })

  it.each([
    ['bytes=0-', 0, 3 * MiB - 1],
    ['bytes=100-199', 100, 199],
    ['bytes=1048575-1048576', 1048575, 1048576],
    ['bytes=-5', 3 * MiB - 5, 3 * MiB - 1],
    ['bytes=2000000-99999999999999999999', 2000000, 3 * MiB - 1],
  ])('answers %s with exactly that part', async (range, start_, end) => {
    const file = new FakeFile({ sizeBytes: 3 * MiB })
    const { base } = await start(file)
    const response = await fetch(`${base}/dl/${TOKEN}`, { headers: { range } })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${start_}-${end}/${3 * MiB}`)
    expect(response.headers.get('etag')).toBeTruthy()
    expect(sha256(await bytesOf(response))).toBe(sha256(patternBytes(start_, end - start_ + 1)))
  })

  it('answers several ranges with one body of known length, under one place in the memory budget', async () => {
    const budget = new ByteBudget(64 * MiB)
    const file = new FakeFile({ sizeBytes: 5 * MiB, mimeType: 'video/mp4', budget })
    const { base, streams } = await start(file)
    const response = await fetch(`${base}/dl/${TOKEN}`, {
      headers: { range: 'bytes=4194304-,0-2097151, 3000000-3000009' },
    })
    expect([response.status, response.headers.get('content-range')]).toEqual([206, null])
    const [, boundary = ''] =
      /^multipart\/byteranges; boundary=(\S+)$/.exec(response.headers.get('content-type') ?? '') ?? []
    const bytes = await bytesOf(response)
    expect(String(bytes.length)).toBe(response.headers.get('content-length'))
    const part = (start_: number, end: number, isFirst = false) => [
      Buffer.from(
        `${isFirst ? '' : '\r\n'}--${boundary}\r\nContent-Type: video/mp4\r\nContent-Range: bytes ${start_}-${end}/${5 * MiB}\r\n\r\n`,
      ),
      patternBytes(start_, end - start_ + 1),
    ]
    const expected = [
      ...part(4 * MiB, 5 * MiB - 1, true),
      ...part(0, 2 * MiB - 1),
      ...part(3_000_000, 3_000_009),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]
    expect(sha256(bytes)).toBe(sha256(Buffer.concat(expected)))
    expect(file.reads.map(({ start: from }) => from)).toEqual([4 * MiB, 0, 3_000_000])
    await expect.poll(() => [budget.numbers().streams, streams.size]).toEqual([0, 0])
  })

  it('gives back all it holds when a visitor leaves between two ranges', async () => {
    const budget = new ByteBudget(64 * MiB)
    const file = new FakeFile({ sizeBytes: 5 * MiB, holdAfterBytes: MiB, budget })
    const { base } = await start(file)
    const response = await openResponse(`${base}/dl/${TOKEN}`, { range: 'bytes=0-1048575,2097152-' })
    response.resume()
    await file.held
    expect(budget.numbers().streams).toBe(1)
    response.destroy()
    await file.cancelled
    await expect.poll(() => budget.numbers().streams).toBe(0)
  })

  it('says with a status that the first of several ranges cannot be read', async () => {
    const error = new StreamBotError('file_gone', 'gone')
    const { base } = await start(
      new FakeFile({ sizeBytes: MiB, failAfterBytes: 0, error, budget: new ByteBudget(64 * MiB) }),
    )
    expect((await fetch(`${base}/dl/${TOKEN}`, { headers: { range: 'bytes=0-1,4-5' } })).status).toBe(404)
  })

  it('answers 416 with the size for a range behind the end, and reads nothing', async () => {
    const file = new FakeFile({ sizeBytes: 100 })
    const { base } = await start(file)
    const response = await fetch(`${base}/dl/${TOKEN}`, { headers: { range: 'bytes=100-' } })
    expect(response.status).toBe(416)
    expect(response.headers.get('content-range')).toBe('bytes */100')
    expect(await response.json()).toMatchObject({ error: expect.any(String) as string, code: 'range_not_satisfiable' })
    expect(file.reads).toEqual([])
  })

  it.each(['bytes=5-4', 'items=0-1', 'bytes=0-5,5-6', 'rubbish'])('answers %s with the whole file', async (range) => {
    const { base } = await start(new FakeFile({ sizeBytes: 1000 }))
    const response = await fetch(`${base}/dl/${TOKEN}`, { headers: { range } })
    expect(response.status).toBe(200)
    expect(await bytesOf(response)).toEqual(patternBytes(0, 1000))
  })

  it('tells everything of a file by HEAD, ignoring Range, without reading a byte of it', async () => {
    const file = new FakeFile({ sizeBytes: 5_000_000_000 })
    const { base } = await start(file)
    const response = await fetch(`${base}/dl/${TOKEN}`, { method: 'HEAD', headers: { range: 'bytes=0-1' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe('5000000000')
    expect(response.headers.get('accept-ranges')).toBe('bytes')
    expect(file.reads).toEqual([])
  })

  it('gives an empty file as 200 with length 0, whatever range is asked', async () => {
    const file = new FakeFile({ sizeBytes: 0 })
    const { base } = await start(file)
    const response = await fetch(`${base}/dl/${TOKEN}`, { headers: { range: 'bytes=0-' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe('0')
    expect(await bytesOf(response)).toHaveLength(0)
    expect(file.reads).toEqual([])
  })

  it('answers conditional requests: 304 with validators, 412, and If-Range that no longer fits with the whole', async () => {
    const file = new FakeFile({ sizeBytes: 1000 })
    const { base } = await start(file)
    const url = `${base}/dl/${TOKEN}`
    const etag = (await fetch(url, { method: 'HEAD' })).headers.get('etag') ?? ''
    const ask = (headers: Record<string, string>) => fetch(url, { headers })
    const unchanged = await ask({ 'if-none-match': etag })
    expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, etag])
    expect((await ask({ 'if-match': '"other"' })).status).toBe(412)
    expect((await ask({ 'if-range': etag, range: 'bytes=0-1' })).status).toBe(206)
    const whole = await ask({ 'if-range': '"other"', range: 'bytes=0-1' })
    expect([whole.status, (await bytesOf(whole)).length]).toEqual([200, 1000])
  })

  it('does not let a cache keep a file longer than its link', async () => {
    const { base } = await start(new FakeFile({ sizeBytes: 10, expiresAtMs: Date.UTC(2024, 5, 1) + 60_500 }))
    const response = await fetch(`${base}/dl/${TOKEN}`, { method: 'HEAD' })
    expect(response.headers.get('cache-control')).toBe('public, max-age=60, s-maxage=0, must-revalidate, no-transform')
  })

  it('carries a name of 300 emoji with quotes and newlines in one safe header', async () => {
    const { base } = await start(
      new FakeFile({ sizeBytes: 10, name: `"${'🎉'.repeat(300)}"\r\nSet-Cookie: a=b\n.mp4` }),
    )
    const response = await fetch(`${base}/dl/${TOKEN}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('set-cookie')).toBeNull()
    const name =
      contentDisposition.parse(response.headers.get('content-disposition') ?? '').parameters['filename'] ?? ''
    expect(name).toMatch(/^'(🎉)+\.mp4$/u)
  })
})

describe('a stream to look at', () => {
  it('shows media inline and goes by the name where no type was declared', async () => {
    const { base } = await start(new FakeFile({ sizeBytes: 10, name: 'a.mkv', mimeType: 'application/octet-stream' }))
    const { headers } = await fetch(`${base}/stream/${TOKEN}/a.mkv`)
    expect(headers.get('content-type')).toBe('video/x-matroska')
    expect(headers.get('content-disposition')).toBe('inline; filename="a.mkv"')
  })

  it.each([
    ['image/png', /; sandbox$/],
    ['text/plain', /; sandbox$/],
    // The built-in viewers of browsers do not work in the full sandbox.
    ['video/mp4', /; sandbox allow-same-origin$/],
    ['application/pdf', /object-src 'self'$/],
  ])('locks %s in as far as its viewer allows', async (mimeType, policy) => {
    const { base } = await start(new FakeFile({ sizeBytes: 10, mimeType }))
    const { headers } = await fetch(`${base}/stream/${TOKEN}`)
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';/)
    expect(headers.get('content-security-policy')).toMatch(policy)
    expect(headers.get('content-security-policy')).not.toMatch(/allow-scripts|script-src/)
  })

  it.each(['text/html', 'image/svg+xml', 'application/javascript'])('never shows %s', async (mimeType) => {
    const { base } = await start(new FakeFile({ sizeBytes: 10, name: 'evil', mimeType }))
    const { headers } = await fetch(`${base}/stream/${TOKEN}`)
    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-disposition')).toMatch(/^attachment/)
  })
})

describe('a visitor who leaves', () => {
  it('cancels what is in flight for him', async () => {
    const file = new FakeFile({ sizeBytes: 1000 * MiB, holdAfterBytes: 2 * MiB })
    const { base, logged } = await start(file)
    const response = await openResponse(`${base}/dl/${TOKEN}`)
    response.resume()
    await file.held
    response.destroy()
    await file.cancelled
    await file.closed
    await expect
      .poll(() => logged.findLast(({ msg }) => msg !== 'Request answered'))
      .toMatchObject({ msg: 'Stream ended: left' })
  })

  it('cancels the opening of a file whose first byte has not come yet', async () => {
    const file = new FakeFile({ sizeBytes: MiB, holdAfterBytes: 0 })
    const { port } = await start(file)
    const socket = await openSocket(port)
    socket.write(`GET /dl/${TOKEN} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await file.held
    socket.destroy()
    await file.cancelled
  })

  it('or reads nothing makes the server pull no more than the socket takes', async () => {
    const file = new FakeFile({ sizeBytes: 4000 * MiB })
    const { base } = await start(file)
    const response = await openResponse(`${base}/dl/${TOKEN}`)
    await file.stillFor(50)
    // What the kernel buffers on both ends, and one chunk of ours.
    expect(file.givenBytes).toBeLessThan(40 * MiB)
    response.destroy()
    await file.cancelled
    expect(file.givenBytes).toBeLessThan(40 * MiB)
  })

  it('or takes nothing for too long is dropped', async () => {
    const file = new FakeFile({ sizeBytes: 4000 * MiB })
    const { base, logged } = await start(file, { stallTimeoutMs: 100 })
    await openResponse(`${base}/dl/${TOKEN}`)
    await file.cancelled
    await expect
      .poll(() => logged.findLast(({ msg }) => msg !== 'Request answered'))
      .toMatchObject({ msg: 'Stream ended: stalled' })
  })
})

describe('the bytes of a download', () => {
  it('are counted for the owner of the link as the kernel takes them', async () => {
    const file = new FakeFile({ sizeBytes: 3 * MiB + 5 })
    const { base, counted } = await start(file)
    await bytesOf(await fetch(`${base}/dl/${TOKEN}`))
    await bytesOf(await fetch(`${base}/dl/${TOKEN}`, { headers: { range: 'bytes=10-19' } }))
    await fetch(`${base}/dl/${TOKEN}`, { method: 'HEAD' })
    await expect.poll(() => [...counted]).toEqual([[7, 3 * MiB + 15]])
  })

  it('end at once when the stream is cancelled, with the reason in the log', async () => {
    const file = new FakeFile({ sizeBytes: 1000 * MiB, holdAfterBytes: 2 * MiB })
    const { base, streams, logged } = await start(file)
    const response = await openResponse(`${base}/dl/${TOKEN}`)
    response.resume()
    await file.held
    expect(streams.list()).toMatchObject([{ linkId: '0123456789abcdef', ownerId: 7, address: '127.0.0.1' }])
    expect(streams.cancelOwnedBy(7, 'The owner of the link was banned')).toBe(1)
    await file.cancelled
    await expect.poll(() => response.destroyed).toBe(true)
    expect(response.complete).toBe(false)
    await expect
      .poll(() => logged.findLast(({ msg }) => msg !== 'Request answered'))
      .toMatchObject({
        msg: 'Stream ended: cancelled',
        reason: 'The owner of the link was banned',
      })
    await expect.poll(() => streams.size).toBe(0)
  })
})

describe('a connection that is kept open', () => {
  it('looks after a hundred downloads as it did after the first: no listener or timer stays', async () => {
    const { base, server } = await start(new FakeFile({ sizeBytes: 2 * MiB + 5 }), { stallTimeoutMs: 5000 })
    const sockets: Socket[] = []
    server.app.server.on('connection', (socket: Socket) => sockets.push(socket))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const lengthOf = async (path: string) => {
      const request = httpRequest(`${base}${path}`, { agent }).end()
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      let length = 0
      for await (const chunk of response) length += (chunk as Buffer).length
      return length
    }
    const stateOf = ([socket]: Socket[]) => ({
      timeout: socket?.timeout,
      listeners: Object.fromEntries(socket?.eventNames().map((name) => [name, socket.listenerCount(name)]) ?? []),
    })
    const countTimers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    await lengthOf('/healthz')
    await expect.poll(() => sockets[0]?.timeout).toBeGreaterThan(0) // Node's own, for idle connections
    const idle = stateOf(sockets)
    const timers = countTimers()
    for (let count = 0; count < 100; count++) {
      expect(await lengthOf(`/dl/${TOKEN}`)).toBe(2 * MiB + 5)
      await expect.poll(() => stateOf(sockets), { interval: 1 }).toEqual(idle)
    }
    // The test runner has a few of its own, which come and go.
    expect(countTimers() - timers).toBeLessThan(10)
    expect(sockets).toHaveLength(1)
  })
})

describe('requests sent ahead on one connection', () => {
  const GET = `GET /dl/${TOKEN} HTTP/1.1\r\nHost: x\r\n\r\n`

  it('are answered in turn, so that one connection never holds more than one stream', async () => {
    const file = new FakeFile({ sizeBytes: 3 * MiB, holdAfterBytes: 2 * MiB })
    const { port } = await start(file)
    const socket = await openSocket(port)
    socket.write(GET.repeat(4) + 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    let text = ''
    socket.on('data', (data: Buffer) => (text += data.toString('latin1')))
    await file.held
    expect(file.reads).toHaveLength(1)
    file.release()
    await once(socket, 'close')
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(5)
    expect(file.reads).toHaveLength(4)
    expect(text).toMatch(/\{"status":"ok","reasons":\[\]\}$/)
  })

  it('leave nothing behind when the visitor goes before their turn', async () => {
    const file = new FakeFile({ sizeBytes: 3 * MiB, holdAfterBytes: 2 * MiB })
    const { port, server, logged } = await start(file)
    const socket = await openSocket(port)
    socket.write(GET.repeat(20))
    await file.held
    socket.destroy()
    await file.cancelled
    await server.drain(60_000)
    expect(file.reads).toHaveLength(1)
    expect(logged.filter((line) => line['level'] !== 'debug')).toMatchObject([{ msg: 'Stream ended: left' }])
  })

  it('cost the connection when they cannot be read, and no answer stands in the middle of a file', async () => {
    const file = new FakeFile({ sizeBytes: 3 * MiB, holdAfterBytes: 1 * MiB })
    const { port, server } = await start(file)
    const socket = await openSocket(port)
    let text = ''
    socket.on('data', (data: Buffer) => (text += data.toString('latin1')))
    socket.write(GET)
    await file.held
    socket.write('this is no request\r\n\r\n')
    await once(socket, 'close')
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200'])
    await server.drain(60_000)
  })

  it('cost the connection when there are too many', async () => {
    const file = new FakeFile({ sizeBytes: 3 * MiB, holdAfterBytes: 0 })
    const { port, server } = await start(file)
    const socket = await openSocket(port)
    socket.resume()
    socket.write(GET.repeat(40))
    await once(socket, 'close')
    await server.drain(60_000)
  })
})

describe('a place to listen that cannot be had', () => {
  it.each([
    ['is in use', (port: number) => ({ host: '127.0.0.1', port }), /^Port \d+ is in use on 127\.0\.0\.1: .*PORT/],
    ['is another machine', () => ({ host: '192.0.2.1', port: 0 }), /has no address 192\.0\.2\.1: .*BIND_ADDRESS/],
    ['is no address', () => ({ host: 'no host', port: 0 }), /^BIND_ADDRESS "no host" is no address/],
  ])('because it %s is explained in one sentence', async (_why, toAddress, sentence) => {
    const file = new FakeFile({ sizeBytes: 1 })
    const { port } = await start(file)
    const second = create(file).server
    await expect(second.listen(toAddress(port))).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringMatching(sentence) as string,
    })
  })
})

describe('a source that cannot go on', () => {
  it.each([
    ['fails', { failAfterBytes: 2 * MiB }],
    ['ends early', { endAfterBytes: 2 * MiB }],
    ['gives too much', { sizeBytes: 3 * MiB - 10, extraBytes: 1 }],
  ])('and %s destroys the socket instead of pretending completeness', async (_what, fault) => {
    const file = new FakeFile({ sizeBytes: 3 * MiB, ...fault })
    const { base, logged } = await start(file)
    const response = await fetch(`${base}/dl/${TOKEN}`)
    expect(response.status).toBe(200)
    await expect(response.arrayBuffer()).rejects.toThrow()
    await expect
      .poll(() => logged.findLast(({ msg }) => msg !== 'Request answered'))
      .toMatchObject({ level: 'error', outcome: 'failed' })
  })

  it('before its first byte is answered with a status that says so', async () => {
    const error = new StreamBotError('telegram_unavailable', 'flood', { retryAfterMs: 7000 })
    const { base } = await start(new FakeFile({ sizeBytes: MiB, failAfterBytes: 0, error }))
    const response = await fetch(`${base}/dl/${TOKEN}`, { headers: { range: 'bytes=5-' } })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7'])
    expect(response.headers.get('content-range')).toBeNull()
  })

  it.each([
    ['before the first byte', 0],
    ['while it is read', 2 * MiB],
  ])('because the message was deleted %s is logged and told, so that its links end', async (_when, failAfterBytes) => {
    const error = new StreamBotError('file_gone', 'message 42 is gone')
    const { base, logged, gone } = await start(new FakeFile({ sizeBytes: 3 * MiB, failAfterBytes, error }))
    const response = await fetch(`${base}/dl/${TOKEN}`)
    expect(response.status).toBe(failAfterBytes === 0 ? 404 : 200)
    await response.arrayBuffer().catch(() => {})
    await expect.poll(() => gone).toEqual([42])
    expect(logged).toContainEqual(expect.objectContaining({ level: 'warn', reason: 'message 42 is gone' }))
  })

  it('or never begins is given up', async () => {
    const file = new FakeFile({ sizeBytes: MiB, holdAfterBytes: 0 })
    const { base } = await start(file, { openTimeoutMs: 50 })
    expect((await fetch(`${base}/dl/${TOKEN}`)).status).toBe(503)
    await file.cancelled
  })
})

describe('a refusal', () => {
  it.each([
    ['link_not_found', 404],
    ['link_expired', 410],
    ['link_exhausted', 410],
    ['link_banned', 403],
    ['address_not_allowed', 403],
    ['password_required', 401],
    ['password_wrong', 401],
    ['too_many_attempts', 429],
    ['too_many_requests', 429],
    ['user_quota_used_up', 429],
    ['service_quota_used_up', 503],
    ['store_unavailable', 503],
  ] as const)('of the kind %s has status %i and tells programs its code', async (code, status) => {
    const { base } = await start(new StreamBotError(code, 'internal detail'))
    const response = await fetch(`${base}/stream/${TOKEN}`)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: expect.not.stringContaining('internal') as string, code })
  })

  it('is a page for browsers', async () => {
    const { base } = await start(new StreamBotError('link_expired', ''))
    const response = await fetch(`${base}/dl/${TOKEN}`, { headers: { accept: 'text/html,*/*;q=0.8' } })
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('This link has expired')
  })

  it('of a HEAD request has no body', async () => {
    const { port } = await start(new StreamBotError('link_not_found', ''))
    const answer = await rawAnswer(port, `HEAD /dl/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 404 /)
    expect(answer.split('\r\n\r\n')[1]).toBe('')
  })

  it('meets wrong tokens without a read', async () => {
    const file = new FakeFile({ sizeBytes: 10 })
    const { base } = await start(file)
    for (const token of [
      'x',
      'T'.repeat(51),
      'T'.repeat(53),
      'T'.repeat(5000),
      '..%2f..%2fetc',
      '%00',
      '%F0%9F%98%80',
    ]) {
      expect((await fetch(`${base}/dl/${token}`)).status).toBe(404)
    }
    expect(file.reads).toEqual([])
  })

  it.each<[string, number]>([
    ['GET /dl/%zz HTTP/1.1\r\nHost: x', 400],
    ['GET /dl/%C3%28 HTTP/1.1\r\nHost: x', 400],
    ['GET /nothing HTTP/1.1\r\nHost: x', 404],
    ['GET /dl HTTP/1.1\r\nHost: x', 404],
    ['GET /dl/a/b/c HTTP/1.1\r\nHost: x', 404],
    [`GET /dl/x/${'n'.repeat(10_000)} HTTP/1.1\r\nHost: x`, 404],
    ['POST /dl/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0', 404],
    ['GET / HTTP/1.1', 400],
    [`GET /dl/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x`, 431],
    ['rubbish', 400],
    ['GET /dl/\xff\xfe HTTP/1.1\r\nHost: x', 400],
  ])('meets %.40j as a mistake of the visitor', async (head, status) => {
    const { port } = await start(new FakeFile({ sizeBytes: 10 }))
    const answer = await rawAnswer(port, `${head}\r\nConnection: close\r\n\r\n`)
    expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`)
  })

  it('never logs a token', async () => {
    const { base, logged } = await start(new FakeFile({ sizeBytes: 10 }))
    await bytesOf(await fetch(`${base}/dl/${TOKEN}`))
    await bytesOf(await fetch(`${base}/dl/${'U'.repeat(52)}`))
    await expect.poll(() => logged.length).toBeGreaterThan(1)
    expect(JSON.stringify(logged)).not.toMatch(/TTTT|UUUU/)
  })
})

describe('the server', () => {
  it('has a landing page and a health check, under its base path as well', async () => {
    const { base } = await start(new FakeFile({ sizeBytes: 10 }), { basePath: '/files' })
    for (const prefix of ['', '/files']) {
      expect(await (await fetch(`${base}${prefix}/healthz`)).json()).toEqual({ status: 'ok', reasons: [] })
      expect(await (await fetch(`${base}${prefix}/`)).text()).toContain('StreamBot')
      expect((await fetch(`${base}${prefix}/dl/${TOKEN}`)).status).toBe(200)
    }
  })

  it('answers small requests while a source that is always ready streams at full speed', async () => {
    const file = new FakeFile({ sizeBytes: 100_000 * MiB })
    const { base } = await start(file)
    const response = await openResponse(`${base}/dl/${TOKEN}`)
    response.resume()
    for (let count = 0; count < 20; count++) expect((await fetch(`${base}/healthz`)).status).toBe(200)
    response.destroy()
    await file.cancelled
  })

  it('lets a stream in flight finish when it drains, and takes no new visitor', async () => {
    const file = new FakeFile({ sizeBytes: 3 * MiB, holdAfterBytes: 2 * MiB })
    const { base, server, port } = await start(file)
    const idle = await openSocket(port)
    const download = fetch(`${base}/dl/${TOKEN}`).then(bytesOf)
    await file.held
    const drained = server.drain(60_000)
    await expect(fetch(`${base}/healthz`)).rejects.toThrow()
    file.release()
    expect(sha256(await download)).toBe(sha256(patternBytes(0, 3 * MiB)))
    await drained
    idle.destroy()
  })

  it('answers the first request of a connection that was open when it began to drain, and closes it', async () => {
    const file = new FakeFile({ sizeBytes: 3 * MiB, holdAfterBytes: MiB })
    const { server, port, base } = await start(file)
    const socket = await openSocket(port)
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n') // on the way
    const download = fetch(`${base}/dl/${TOKEN}`).then(bytesOf)
    await file.held
    const drained = server.drain(60_000)
    socket.write('\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1.1 200 [\s\S]*connection: close/i)
    await once(socket, 'close')
    file.release()
    await download
    await drained
  })

  it('says it is restarting to who asks again on an open connection while it drains', async () => {
    const file = new FakeFile({ sizeBytes: 3 * MiB, holdAfterBytes: MiB })
    const { server, port, base } = await start(file)
    const socket = await openSocket(port)
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'data')
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n') // not finished: the connection is busy, not idle
    const download = fetch(`${base}/dl/${TOKEN}`).then(bytesOf)
    await file.held
    const drained = server.drain(60_000)
    socket.write('\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1.1 503 [\s\S]*connection: close[\s\S]*shutting_down/i)
    file.release()
    await download
    await drained
  })

  it('cuts off what is still in flight when the grace is over, and the source is told', async () => {
    const file = new FakeFile({ sizeBytes: 3 * MiB, holdAfterBytes: 2 * MiB })
    const { base, server, logged } = await start(file)
    const download = fetch(`${base}/dl/${TOKEN}`).then(bytesOf)
    await file.held
    await Promise.all([server.drain(20), expect(download).rejects.toThrow()])
    await file.cancelled
    await expect
      .poll(() => logged.findLast(({ msg }) => msg !== 'Request answered'))
      .toMatchObject({ msg: 'Stream ended: stopped' })
  })
})
