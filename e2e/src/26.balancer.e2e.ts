/** Each proxy as deploy/ sets it up before several instances: visitors are spread, and notice nothing of an instance that stops or breaks. */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { areMissing } from './26.deployed.js'
import { Proxy, type ProxyKind } from './26.proxy.js'
import { answerTo, ask, begin } from './26.visitor.js'
import { MIB, sha256 } from './21.sent-uploads.js'
import { standStill } from './readers.js'
import { freePort } from './free-port.js'
import { linkAt, TestServer } from './test-server.js'

/** More than the sockets between a server and somebody who stands still behind a proxy can hold. */
const LARGE = 64 * MIB

const PROXIES: readonly ProxyKind[] = ['haproxy', 'caddy', 'nginx']
const missing = new Map(PROXIES.map((kind) => [kind, areMissing(kind)]))

for (const kind of PROXIES) {
  async function balance(upstreams: readonly number[]): Promise<{ baseUrl: string }> {
    const port = await freePort()
    const proxy = await Proxy.start(kind, { port, upstreams })
    onTestFinished(() => proxy[Symbol.asyncDispose]())
    return { baseUrl: `http://127.0.0.1:${port}` }
  }

  /** Two that share a database, as they would a MongoDB. */
  async function twoInstances() {
    const server = await TestServer.create({
      workers: 1,
      env: { TRUST_PROXY: '127.0.0.1', SHUTDOWN_GRACE_SECONDS: '20' },
    })
    await server.restart({ DATABASE_URL: `sqlite:${join(server.directory, 'shared.db')}` })
    const sibling = await server.startSibling()
    const entry = await balance([server, sibling].map(({ baseUrl }) => Number(new URL(baseUrl).port)))
    const isUp = async () => (await ask(`${entry.baseUrl}/readyz`)).status
    await expect.poll(isUp, { timeout: 15_000, interval: 50 }).toBe(200)
    return { server, sibling, entry }
  }

  describe.skipIf(missing.get(kind) === true)(`${kind} before two instances`, { timeout: 90_000 }, () => {
    it('gives a download to whoever has fewer, whichever made the link', async () => {
      const { server, sibling, entry } = await twoInstances()
      const { download } = await server.linkSynthetic(LARGE)
      for (let readers = 0; readers < 4; readers++) await standStill(linkAt(entry, download))
      expect([server.streams.size, sibling.streams.size]).toEqual([2, 2])
    })

    it('an instance that is told to stop finishes what runs there, and nobody else meets it', async () => {
      const { server, sibling, entry } = await twoInstances()
      const file = await server.linkSynthetic(LARGE)
      const small = await server.linkSynthetic(1000)
      const readers = [await standStill(linkAt(entry, file.download)), await standStill(linkAt(entry, file.download))]
      expect(sibling.streams.size).toBe(1)
      let isStopped = false
      const stopped = sibling[Symbol.asyncDispose]().then(() => (isStopped = true))
      for (let times = 0; times < 200; times++) {
        const { status, body } = await ask(linkAt(entry, small.download))
        expect([status, body.equals(small.bytes)]).toEqual([200, true])
      }
      const itself = ask(`${sibling.baseUrl}/readyz`).then(({ status }) => status)
      expect(await itself.catch(() => 'closed')).not.toBe(200)
      expect([sibling.streams.size, isStopped]).toEqual([1, false])
      for (const { bytes, isComplete } of await Promise.all(readers.map((reader) => reader.rest()))) {
        expect([isComplete, sha256(bytes)]).toEqual([true, sha256(file.bytes)])
      }
      await stopped
      expect((await ask(linkAt(entry, small.download))).status).toBe(200)
    })
  })

  describe.skipIf(missing.get(kind) === true)(`${kind} before instances that break`, () => {
    /** Says that it is ready, and breaks the connection of every other request, or answers 503. */
    async function breaking(behaviour: 'breaks' | 'is stopping' | 'answers') {
      const asked: string[] = []
      const sockets = new Set<Socket>()
      const listener = createServer((socket) => {
        sockets.add(socket)
        socket.on('error', () => {})
        socket.on('data', (data: Buffer) => {
          const [line = ''] = data.toString('latin1').split('\r\n')
          const isProbe = line.startsWith('GET /readyz')
          if (!isProbe) asked.push(line)
          if (isProbe || behaviour === 'answers') socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
          else if (behaviour === 'breaks') socket.destroy()
          else socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 8\r\n\r\nstopping')
        })
      }).listen(0, '127.0.0.1')
      await once(listener, 'listening')
      onTestFinished(() => {
        for (const socket of sockets) socket.destroy()
        listener.close()
      })
      return { asked, port: (listener.address() as AddressInfo).port }
    }

    // An upload in pieces lives in the instance where it began.
    if (kind === 'haproxy') {
      it('brings whoever uploads back to the same one, and spreads those who read', async () => {
        const instances = [await breaking('answers'), await breaking('answers'), await breaking('answers')]
        const { baseUrl } = await balance(instances.map(({ port }) => port))
        for (let times = 0; times < 4; times++) {
          for (const token of ['one', 'other', 'third']) {
            const headers = { authorization: `Bearer ${token}` }
            await ask(`${baseUrl}/api/v1/uploads/${token}`, { headers })
            await ask(`${baseUrl}/dl/${token}`, { headers })
          }
        }
        for (const token of ['one', 'other', 'third']) {
          const seenBy = instances.filter(({ asked }) => asked.some((line) => line.includes(`/uploads/${token} `)))
          expect([token, seenBy.length]).toEqual([token, 1])
        }
        const reading = instances.filter(({ asked }) => asked.some((line) => line.includes('/dl/')))
        expect(reading.length).toBeGreaterThan(1)
      })
    }

    it.each(kind === 'caddy' ? (['breaks'] as const) : (['breaks', 'is stopping'] as const))(
      'asks the other one when one %s, if nothing is changed by it',
      async (how) => {
        const [bad, good] = [await breaking(how), await breaking('answers')]
        const { baseUrl } = await balance([bad.port, good.port])
        for (let times = 0; times < 6; times++) {
          const { status, body } = await ask(`${baseUrl}/dl/x`, { method: times % 2 === 0 ? 'GET' : 'HEAD' })
          expect([status, body.toString()]).toEqual([200, times % 2 === 0 ? 'ok' : ''])
        }
        expect(bad.asked.length).toBeGreaterThan(0)
        expect(good.asked).toHaveLength(6)
      },
    )

    // For nginx whatever may be repeated by its nature, such as a DELETE, is as a GET.
    it.each(kind === 'nginx' ? ['POST', 'PATCH'] : ['POST', 'PATCH', 'PUT', 'DELETE'])(
      'sends a %s once, whatever becomes of it',
      async (method) => {
        const [one, other] = [await breaking('breaks'), await breaking('breaks')]
        const { baseUrl } = await balance([one.port, other.port])
        const request = begin(`${baseUrl}/api/v1/x`, { method, headers: { 'content-length': '2' } })
        request.end('ab')
        expect((await answerTo(request)).status).toBe(502)
        expect([...one.asked, ...other.asked]).toEqual([`${method} /api/v1/x HTTP/1.1`])
      },
    )
  })
}
