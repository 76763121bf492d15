/** Instances behind HAProxy are stopped and started one after the other, as for a new version: no request fails, and no download breaks off. */
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Instances } from './25.instances.js'
import { areMissing } from './26.deployed.js'
import { Proxy } from './26.proxy.js'
import { freePort } from './free-port.js'

const MIB = 1024 * 1024
const LARGE = 24 * MIB
/** Slow enough that some are under way whenever an instance stops, and quick enough to end within its grace. */
const PIECE_EVERY_MS = 20

describe.skipIf(MongodbServer.missing !== null || areMissing('haproxy'))('a rolling restart', () => {
  it('fails no request and breaks off no download', { timeout: 180_000 }, async () => {
    const [front, ...ports] = [await freePort(), await freePort(), await freePort()]
    const instances = await Instances.create({
      workers: 1,
      env: { BASE_URL: `http://127.0.0.1:${front}`, TRUST_PROXY: '127.0.0.1', SHUTDOWN_GRACE_SECONDS: '30' },
    })
    const startAt = (port: number) => instances.start({ PORT: String(port) })
    const children = [await startAt(ports[0] ?? 0), await startAt(ports[1] ?? 0)]
    const proxy = await Proxy.start('haproxy', { port: front, upstreams: ports })
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
      asked.count(await statusOf(`http://127.0.0.1:${front}/healthz`, agent))
      await delay(5)
    })
    const downloading = Array.from({ length: 4 }, () =>
      until(end.signal, async () => downloaded.count(await slowly(file.download, file.bytes))),
    )
    for (const [slot, child] of children.entries()) {
      await expect.poll(() => downloaded.counts.get('exact') ?? 0, { timeout: 60_000 }).toBeGreaterThan(4 * slot)
      await instances.stop(child)
      children[slot] = await startAt(ports[slot] ?? 0)
      // HAProxy has to see it, too, before the next one goes.
      const before = asked.counts.get('200') ?? 0
      await expect.poll(() => asked.counts.get('200') ?? 0, { timeout: 60_000 }).toBeGreaterThan(before + 200)
      await proxy.hasUp(2)
    }
    end.abort()
    await Promise.all([asking, ...downloading])
    expect([...asked.counts.keys()]).toEqual(['200'])
    expect([...downloaded.counts.keys()]).toEqual(['exact'])
  })
})

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
    response.resume()
    await once(response, 'end')
    return String(response.statusCode)
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
