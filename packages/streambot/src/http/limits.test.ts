/** What one visitor may cost, over real sockets. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { FakeFile, MiB } from './fake-file.fixture.js'
import type { HttpOptions } from './http-deps.js'
import { createTestServer, TOKEN } from './test-server.fixture.js'

async function start(options: HttpOptions = {}, file = new FakeFile({ sizeBytes: 10 })) {
  const { server, logged } = createTestServer(file, new StreamRegistry({ now: () => 0 }), options)
  onTestFinished(() => server.drain(0))
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  return { port, file, server, logged, base: `http://127.0.0.1:${port}` }
}

class Visitor {
  text = ''
  readonly closed: Promise<unknown>

  private constructor(readonly socket: Socket) {
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => (this.text += bytes.toString('latin1')))
    this.closed = new Promise((resolve) => socket.once('close', resolve))
  }

  static async at(port: number): Promise<Visitor> {
    const visitor = new Visitor(connect(port, '127.0.0.1'))
    onTestFinished(() => void visitor.socket.destroy())
    await once(visitor.socket, 'connect')
    return visitor
  }

  say(text: string): void {
    this.socket.write(text, 'latin1')
  }

  async answer(): Promise<string> {
    await expect.poll(() => this.text).toContain('\r\n\r\n')
    return this.text.slice(0, 12)
  }
}

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`

describe('a head', () => {
  it.each<[string, string, string]>([
    ['with too many bytes', get('/', `X: ${'x'.repeat(20_000)}\r\n`), 'HTTP/1.1 431'],
    ['with an address of too many bytes', get(`/${'x'.repeat(20_000)}`), 'HTTP/1.1 431'],
    ['with an address that is too long', get(`/${'x'.repeat(13_000)}`), 'HTTP/1.1 414'],
    ['with too many headers', get('/', 'a: b\r\n'.repeat(101)), 'HTTP/1.1 431'],
    ['with many headers', get('/', 'a: b\r\n'.repeat(90)), 'HTTP/1.1 200'],
    ['with two lengths', get('/', 'Content-Length: 1\r\nContent-Length: 2\r\n'), 'HTTP/1.1 400'],
    ['with a length and chunks', get('/', 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n'), 'HTTP/1.1 400'],
    ['with a folded line', get('/', 'a: b\r\n c\r\n'), 'HTTP/1.1 400'],
  ])('%s is answered as such', async (_what, head, status) => {
    const { port } = await start()
    const visitor = await Visitor.at(port)
    visitor.say(head)
    expect(await visitor.answer()).toBe(status)
    if (!status.endsWith('200')) expect(visitor.text).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/i)
  })

  it('that never ends costs its connection', async () => {
    const { port } = await start({ timeouts: { headersMs: 100 } })
    const visitor = await Visitor.at(port)
    visitor.say('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    const drip = setInterval(() => visitor.say('x'), 10)
    onTestFinished(() => clearInterval(drip))
    await visitor.closed
    expect(visitor.text).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('that never begins costs its connection', async () => {
    const { port } = await start({ timeouts: { headersMs: 100 } })
    const visitor = await Visitor.at(port)
    await visitor.closed
  })
})

describe('a body', () => {
  it('that never ends costs its connection', async () => {
    const { port } = await start({ timeouts: { headersMs: 100, requestMs: 200 } })
    const visitor = await Visitor.at(port)
    visitor.say(
      `POST /dl/${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\npass`,
    )
    await visitor.closed
    expect(visitor.text).toMatch(/^HTTP\/1\.1 408 /)
  })

  it.each([
    [`POST /dl/${TOKEN}`, 'application/x-www-form-urlencoded', 413],
    [`POST /dl/${TOKEN}`, 'video/mp4', 415],
    [`PUT /dl/${TOKEN}`, 'video/mp4', 405],
    ['POST /nothing', 'application/json', 413],
  ])('of a gigabyte sent by %s as %s is not waited for', async (what, type, status) => {
    const { port } = await start()
    const visitor = await Visitor.at(port)
    visitor.say(`${what} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 1000000000\r\n\r\nabc`)
    expect(await visitor.answer()).toBe(`HTTP/1.1 ${status}`)
    visitor.socket.end()
    await visitor.closed
  })

  it.each(['GET', 'HEAD'])('sent by %s is not read, and what comes behind it neither', async (method) => {
    const { port } = await start()
    const visitor = await Visitor.at(port)
    visitor.say(`${method} /dl/${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nabc`)
    expect(await visitor.answer()).toBe('HTTP/1.1 200')
    await visitor.closed
    expect(visitor.text).toMatch(/\r\nconnection: close\r\n/i)
  })
})

describe('a connection without a request', () => {
  it('is closed after a while', async () => {
    const { port } = await start({ timeouts: { keepAliveMs: 50 } })
    const visitor = await Visitor.at(port)
    visitor.say(get('/healthz'))
    expect(await visitor.answer()).toBe('HTTP/1.1 200')
    await visitor.closed
  })
})

describe('connections of one address', () => {
  it('beyond the limit are told so and closed, and far beyond it only closed; others are served', async () => {
    const { port } = await start({ connectionsPerAddress: 3 })
    const held: Visitor[] = []
    for (let count = 0; count < 3; count++) held.push(await Visitor.at(port))
    for (const visitor of held) {
      visitor.say(get('/healthz'))
      expect(await visitor.answer()).toBe('HTTP/1.1 200')
    }
    const fourth = await Visitor.at(port)
    fourth.say(get(`/dl/${TOKEN}`))
    expect(await fourth.answer()).toBe('HTTP/1.1 429')
    await fourth.closed
    expect(fourth.text).toMatch(/too_many_connections/)
    expect(fourth.text).toMatch(/retry-after: 5\r\n/)
    const waiting = [await Visitor.at(port), await Visitor.at(port), await Visitor.at(port)]
    const far = await Visitor.at(port)
    await far.closed
    expect(far.text).toBe('')
    for (const visitor of [...waiting, ...held.slice(1)]) {
      visitor.socket.destroy()
      await visitor.closed
    }
    // The server learns of it a moment later.
    await expect
      .poll(async () => {
        const next = await Visitor.at(port)
        next.say(get('/healthz'))
        return next.answer()
      })
      .toBe('HTTP/1.1 200')
  })

  it('that count as one network count together', async () => {
    const { port } = await start({ connectionsPerAddress: 1, networkOf: () => 'one' })
    await Visitor.at(port)
    const second = await Visitor.at(port)
    second.say(get('/'))
    expect(await second.answer()).toBe('HTTP/1.1 429')
  })

  it('are counted for the visitors of a trusted proxy, by requests in flight, and not for the proxy', async () => {
    const file = new FakeFile({ sizeBytes: MiB, holdAfterBytes: 0 })
    const { port } = await start({ connectionsPerAddress: 2, trustProxy: ['loopback'] }, file)
    const ask = async (address: string, path: string) => {
      const visitor = await Visitor.at(port)
      visitor.say(get(path, `X-Forwarded-For: ${address}\r\n`))
      return visitor
    }
    const busy = [await ask('192.0.2.1', `/dl/${TOKEN}`), await ask('192.0.2.1', `/dl/${TOKEN}`)]
    await expect.poll(() => file.reads.length).toBe(2)
    expect(await (await ask('192.0.2.1', '/')).answer()).toBe('HTTP/1.1 429')
    for (let count = 0; count < 5; count++) expect(await (await ask('192.0.2.2', '/')).answer()).toBe('HTTP/1.1 200')
    busy[0]?.socket.destroy()
    await expect.poll(async () => (await ask('192.0.2.1', '/')).answer()).toBe('HTTP/1.1 200')
  })
})

describe('connections of all visitors', () => {
  it('beyond the limit are closed, and there is room again when some have left', async () => {
    const { port } = await start({ maxConnections: 2 })
    const held = [await Visitor.at(port), await Visitor.at(port)]
    for (const visitor of held) {
      visitor.say(get('/healthz'))
      await visitor.answer()
    }
    const third = await Visitor.at(port)
    await third.closed
    expect(third.text).toBe('')
    held[0]?.socket.destroy()
    await expect
      .poll(async () => {
        const next = await Visitor.at(port)
        next.say(get('/healthz', 'Connection: close\r\n'))
        await next.closed
        return next.text.slice(0, 12)
      })
      .toBe('HTTP/1.1 200')
  })
})
