/** Instances behind each proxy are stopped and started one after the other, as for a new version: no request fails, and no download breaks off. */
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Instances } from './25.instances.js'
import { areMissing } from './26.deployed.js'
import { Proxy, type ProxyKind } from './26.proxy.js'
import { freePort } from './free-port.js'

const MIB = 1024 * 1024
const METRICS_TOKEN = 'prometheus-of-the-operator'
const LARGE = 16 * MIB
/** Slow enough that some are under way whenever an instance stops, and quick enough to end within its grace. */
const PIECE_EVERY_MS = 20

const KINDS: readonly ProxyKind[] = ['haproxy', 'caddy', 'nginx']

describe.skipIf(MongodbServer.missing !== null || areMissing('haproxy', 'caddy', 'nginx'))('a rolling restart', () => {
  it.each(KINDS)('behind %s fails no request and breaks off no download', { timeout: 180_000 }, async (kind) => {
    const [front, ...ports] = [await freePort(), await freePort(), await freePort()]
    const baseUrl = `http://127.0.0.1:${front}`
    const instances = await Instances.create({
      workers: 1,
      env: {
        BASE_URL: baseUrl,
        TRUST_PROXY: '127.0.0.1',
        SHUTDOWN_GRACE_SECONDS: '30',
        METRICS_TOKEN,
      },
    })
    const startAt = (port: number) => instances.start({ PORT: String(port) })
    const children = [await startAt(ports[0] ?? 0), await startAt(ports[1] ?? 0)]
    const proxy = await Proxy.start(kind, { port: front, upstreams: ports })
    onTestFinished(() => proxy[Symbol.asyncDispose]())
    await instances.onDuty()
    const file = await instances.telegram.linkSynthetic(LARGE)

    const end = new AbortController()
    onTestFinished(() => end.abort())
    const asked = new Tally()
    const downloaded = new Tally()
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const asking = until(end.signal, async () => {
      asked.count(await statusOf(`${baseUrl}/healthz`, agent))
      await delay(5)
    })
    const downloading = Array.from({ length: 4 }, () =>
      until(end.signal, async () => downloaded.count(await slowly(file.download, file.bytes))),
    )
    for (const [slot, child] of children.entries()) {
      await expect.poll(() => downloaded.counts.get('exact') ?? 0, { timeout: 60_000 }).toBeGreaterThan(4 * slot)
      await instances.stop(child)
      children[slot] = await startAt(ports[slot] ?? 0)
      // The proxy has to see it, too, before the next one goes.
      await expect.poll(() => sentBytes(ports[slot] ?? 0), { timeout: 60_000 }).toBeGreaterThan(0)
    }
    end.abort()
    await Promise.all([asking, ...downloading])
    expect([...asked.counts.keys()]).toEqual(['200'])
    expect([...downloaded.counts.keys()]).toEqual(['exact'])
  })
})

/** How much of files an instance has sent since it started. */
async function sentBytes(port: number): Promise<number> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text()
  return Number(/^streambot_sent_bytes_total (\d+)/m.exec(text)?.[1] ?? NaN)
}

class Tally {
  readonly counts = new Map<string, number>()

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
  }
}

async function until(end: AbortSignal, act: () => Promise<void>): Promise<void> {
  while (!end.aborted) await act()
}

async function statusOf(url: string, agent: Agent): Promise<string> {
  try {
    const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage]
    const body = Buffer.concat((await response.toArray()) as Buffer[]).toString()
    return response.statusCode === 200 ? '200' : `${response.statusCode} ${body}`
  } catch (error) {
    return String(error)
  }
}

async function slowly(url: string, wanted: Buffer): Promise<string> {
  try {
    const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage]
    const pieces: Buffer[] = []
    for await (const piece of response) {
      pieces.push(piece as Buffer)
      await delay(PIECE_EVERY_MS)
    }
    return Buffer.concat(pieces).equals(wanted) ? 'exact' : `${response.statusCode}, and other bytes`
  } catch (error) {
    return String(error)
  }
}
