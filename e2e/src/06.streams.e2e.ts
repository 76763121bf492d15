/** Many readers at once: what they share, what each may hold, and that nothing is left of them. */
import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { TestServer } from './test-server.js'

const KIB = 1024
const MIB = 1024 * KIB

interface Reading {
  readonly request: ClientRequest
  readonly response: Promise<IncomingMessage>
}

/** A request on a connection of its own; nothing is read before somebody does. */
function open(url: string, headers: Record<string, string> = {}): Reading {
  const sent = request(url, { headers, agent: false }).end()
  sent.on('error', () => {}) // leaving is what most of this is about
  const response = once(sent, 'response').then(([it]) => (it as IncomingMessage).on('error', () => {}))
  response.catch(() => {})
  onTestFinished(() => void sent.destroy())
  return { request: sent, response }
}

async function bytesOf(reading: Reading): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of await reading.response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function rangeHeader(start: number, end: number): Record<string, string> {
  return { range: `bytes=${start}-${end}` }
}

/**
 * On a machine that is busy any part may take so long that it is asked for once more, and no more than once; whoever shares nothing costs as many files
 * as there are readers. How close to one it is where there is time: the benchmark of viewers.
 */
const ASKED_TWICE = 2

describe('many readers of one file', () => {
  it('get exactly their ranges, sixteen at once as download managers ask for them', async () => {
    const server = await TestServer.create({ workers: 3 })
    const file = await server.linkSynthetic(24 * MIB + 4321)
    const step = Math.ceil(file.bytes.length / 16)
    const ranges = Array.from({ length: 16 }, (_, i) => [i * step, Math.min((i + 1) * step, file.bytes.length) - 1])
    const pieces = await Promise.all(
      ranges.map(([start = 0, end = 0]) => bytesOf(open(file.download, rangeHeader(start, end)))),
    )
    expect(Buffer.concat(pieces).equals(file.bytes)).toBe(true)
  })

  it('cost Telegram about one file', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(16 * MIB)
    const bodies = await Promise.all(Array.from({ length: 20 }, () => bytesOf(open(file.download))))
    for (const body of bodies) expect(body.equals(file.bytes)).toBe(true)
    // And those who come later.
    expect((await bytesOf(open(file.stream, rangeHeader(5_000_000, 15_000_000)))).length).toBe(10_000_001)
    const upstream = server.sim.counters.read().bytesByFile[file.fileId] ?? 0
    expect(upstream).toBeLessThanOrEqual(ASKED_TWICE * file.bytes.length)
  })

  it('share it through links of their own', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(8 * MIB)
    const again = await server.ask({ media: file.fileId })
    const other = /http\S+\/dl\/\S+/.exec(again.text)?.[0] ?? ''
    expect(other).not.toBe(file.download)
    const links = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? file.download : other))
    const bodies = await Promise.all(links.map((link) => bytesOf(open(link))))
    for (const body of bodies) expect(body.equals(file.bytes)).toBe(true)
    expect(server.sim.counters.read().bytesByFile[file.fileId]).toBeLessThanOrEqual(ASKED_TWICE * file.bytes.length)
  })
})

describe('a reader who stops', () => {
  it('holds next to nothing, keeps nobody waiting, and gets the rest when he goes on', async () => {
    const server = await TestServer.create({ workers: 2 })
    const [slow, fast] = [await server.linkSynthetic(48 * MIB), await server.linkSynthetic(8 * MIB)]
    const stopped = open(slow.download)
    await stopped.response
    const held = () => server.streams.list().map((stream) => stream.heldBytes)
    await expect.poll(held, { timeout: 5000 }).toEqual([expect.any(Number)])
    await expect.poll(() => held()[0] ?? 0, { timeout: 5000 }).toBeLessThanOrEqual(MIB)
    const bodies = await Promise.all(Array.from({ length: 4 }, () => bytesOf(open(fast.download))))
    for (const body of bodies) expect(body.equals(fast.bytes)).toBe(true)
    expect((await bytesOf(stopped)).equals(slow.bytes)).toBe(true)
  })
})

describe('a stream', () => {
  it('can be seen while it lasts, and ended by its id: its reader is cut off', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(64 * MIB, { name: 'film.mkv' })
    const reading = open(file.download, rangeHeader(1000, 60 * MIB))
    const response = await reading.response
    response.once('readable', () => void response.read(100_000))
    await expect.poll(() => server.streams.list()[0]?.sentBytes ?? 0).toBeGreaterThan(0)
    const [stream, ...others] = server.streams.list()
    expect(others).toEqual([])
    expect(stream).toMatchObject({
      fileName: 'film.mkv',
      sizeBytes: 64 * MIB,
      range: { start: 1000, end: 60 * MIB },
      address: '127.0.0.1',
      servedBy: [expect.stringMatching(/^worker 1 /)],
    })
    expect(server.streams.cancel('somebody else', 'no')).toBe(false)
    expect(server.streams.cancel(stream?.id ?? '', 'an admin said so')).toBe(true)
    await expect(bytesOf(reading)).rejects.toThrow()
    await expect.poll(() => server.streams.size).toBe(0)
    expect(server.streams.cancel(stream?.id ?? '', 'again')).toBe(false)
  })

  it('too many is told to come again, before Telegram is asked for anything', async () => {
    // The smallest budget there is: room for 256 smallest parts.
    const server = await TestServer.create({
      workers: 1,
      env: { MEMORY_LIMIT_MIB: '128' },
      start: { memoryUsage: idle },
    })
    const file = await server.linkSynthetic(64 * MIB)
    const other = await server.linkSynthetic(MIB)
    const readers: Reading[] = []
    for (let status = 200; status === 200; status = (await readers.at(-1)?.response)?.statusCode ?? 0) {
      readers.push(open(file.download))
    }
    expect(readers.length).toBeGreaterThan(128)
    expect(readers.length).toBeLessThanOrEqual(257)
    const refused = await fetch(other.download)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
    expect(await refused.json()).toMatchObject({ code: 'too_many_streams' })
    expect(server.sim.counters.read().bytesByFile[other.fileId]).toBeUndefined()
    readers[0]?.request.destroy()
    await expect.poll(() => statusOf(other.download), { timeout: 5000 }).toBe(206)
  }, 60_000)

  it('is not begun while memory is used up, and is again when it is over', async () => {
    const use = { rss: 0 }
    const server = await TestServer.create({ workers: 1, start: { memoryUsage: () => ({ ...idle(), ...use }) } })
    const file = await server.linkSynthetic(64 * MIB)
    const first = open(file.download)
    expect((await first.response).statusCode).toBe(200)
    use.rss = server.memory.snapshot().limitBytes
    await expect.poll(() => statusOf(file.download), { timeout: 5000 }).toBe(503)
    use.rss = 0
    await expect.poll(() => statusOf(file.download), { timeout: 5000 }).toBe(206)
  })
})

describe('a storm of readers who leave', () => {
  it('leaves nothing behind', async () => {
    const server = await TestServer.create({ workers: 3 })
    const files = [await server.linkSynthetic(24 * MIB), await server.linkSynthetic(24 * MIB + 77)]
    for (const file of files) await bytesOf(open(file.download)) // logins, connections, warm code
    const before = await settled(server)
    const random = seeded(20_240_601)
    for (let batch = 0; batch < 25; batch++) {
      const leaving = Array.from({ length: 40 }, () => {
        const file = files[Math.floor(random() * files.length)]
        return leaveSomewhere(file?.download ?? '', file?.bytes.length ?? 0, random)
      })
      await Promise.all(leaving)
    }
    await expect.poll(() => server.streams.list(), { timeout: 1000 }).toEqual([])
    // Timers of the client library may have run out meanwhile; none may have come.
    const left = () => {
      const now = remains(server)
      return { ...now, timers: Math.max(now.timers, before.timers) }
    }
    await expect.poll(left, { timeout: 2000 }).toEqual(before)
    for (const file of files) expect((await bytesOf(open(file.download))).equals(file.bytes)).toBe(true)
  }, 120_000)
})

const idle = () => ({ rss: 0, heapUsed: 0, external: 0, arrayBuffers: 0 })

async function statusOf(url: string): Promise<number | undefined> {
  const reading = open(url, rangeHeader(0, 0))
  const { statusCode } = await reading.response
  reading.request.destroy()
  return statusCode
}

/** What a stream could leave behind. Connections to Telegram stay open for the next one; each has two ends in this process. */
function remains(server: TestServer) {
  const { streams, heldBytes } = server.memory.snapshot().budget
  const connections = server.sim.connections()
  const resources = process.getActiveResourcesInfo()
  const count = (name: string) => resources.filter((it) => it === name).length
  return {
    listed: server.streams.size,
    streams,
    heldBytes,
    runningCalls: connections.reduce((sum, connection) => sum + connection.runningCalls, 0),
    sockets: count('TCPSocketWrap') - 2 * connections.length,
    timers: count('Timeout'),
  }
}

async function settled(server: TestServer) {
  await expect.poll(() => server.memory.snapshot().budget.streams).toBe(0)
  await expect.poll(() => remains(server)).toMatchObject({ listed: 0, heldBytes: 0, runningCalls: 0, sockets: 0 })
  return remains(server)
}

/** Before the head, with it, after some bytes, or after seeking to another place first. */
async function leaveSomewhere(url: string, sizeBytes: number, random: () => number): Promise<void> {
  const start = Math.floor(random() * sizeBytes)
  const reading = open(url, rangeHeader(start, sizeBytes - 1))
  const moment = random()
  const enough = Math.floor(random() * 3 * MIB)
  if (moment < 0.15) {
    await once(reading.request, 'socket')
  } else if (moment < 0.3) {
    await once(reading.request, 'finish')
    await new Promise((resolve) => setTimeout(resolve, random() * 5))
  } else {
    const response = await reading.response
    if (moment >= 0.5) await readUpTo(response, enough)
  }
  reading.request.destroy()
  if (moment >= 0.8) await leaveSomewhere(url, sizeBytes, random)
}

async function readUpTo(response: IncomingMessage, bytes: number): Promise<void> {
  let length = 0
  for await (const chunk of response) {
    length += (chunk as Buffer).length
    if (length >= bytes) return
  }
}

/** Park and Miller's generator: the same storm every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
