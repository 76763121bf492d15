/**
 * Three instances of one bot behind HAProxy, one of which dies, stops or stands still every few seconds and comes back, on clocks that differ by minutes, while
 * people send files and others download them. CHAOS_SECONDS says for how long, CHAOS_SEED with which chance.
 */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { openStores } from 'streambot'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Senders } from './19.senders.js'
import { Instances } from './25.instances.js'
import { ResumingReaders, type WantedFile } from './25.resuming-readers.js'
import { areMissing } from './26.deployed.js'
import { Proxy } from './26.proxy.js'
import type { ChildServer } from './child-server.js'
import { freePort } from './free-port.js'

const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 120)
const SEED = process.env['CHAOS_SEED'] ?? 'one of many'
const MIB = 1024 * 1024
const EVERY_MS = 6_000
/** Reports of traffic reach the database so often (docs/http.md): a crash loses at most what was sent since the last one. */
const FLUSH_MS = 5_000
/** What lies in sockets on both sides of the proxy when a download breaks off was sent, and is not received. */
const IN_SOCKETS = 24 * MIB
const AHEAD_MS = [0, 170_000, -170_000] as const

const isMissing = MongodbServer.missing !== null || areMissing('haproxy')

describe.skipIf(isMissing)('three instances of which one goes away every few seconds', () => {
  const timeout = SECONDS * 1000 + 300_000

  it('lose nobody a byte, leave no file without its one answer, and count what they sent', { timeout }, async () => {
    const random = chance(SEED)
    const [front, ...ports] = [await freePort(), await freePort(), await freePort(), await freePort()]
    const instances = await Instances.create({
      workers: 2,
      env: { BASE_URL: `http://127.0.0.1:${front}`, TRUST_PROXY: '127.0.0.1', SHUTDOWN_GRACE_SECONDS: '3' },
    })
    const startAt = (slot: number) =>
      instances.start({ PORT: String(ports[slot]) }, { clockAheadMs: AHEAD_MS[slot] ?? 0 })
    const running = new Map<number, ChildServer>()
    for (const slot of ports.keys()) running.set(slot, await startAt(slot))
    const proxy = await Proxy.start('haproxy', { port: front, upstreams: ports })
    onTestFinished(() => proxy[Symbol.asyncDispose]())
    await instances.onDuty()

    const senders = new Senders(instances.telegram)
    const people = Array.from({ length: 5 }, () => senders.newPerson())
    const files = await wantedFiles(instances)
    const readers = new ResumingReaders(files)
    const end = AbortSignal.timeout(SECONDS * 1000)
    const reading = readers.readUntil(6, end)
    const receivedAt: { readonly atMs: number; readonly bytes: number }[] = []
    const sampler = setInterval(() => receivedAt.push({ atMs: Date.now(), bytes: readers.receivedBytes }), 100)
    onTestFinished(() => clearInterval(sampler))

    let mayBeLost = 0
    let misfortunes = 0
    const lostSince = (fromMs: number) => {
      const before = receivedAt.findLast(({ atMs }) => atMs <= fromMs)?.bytes ?? 0
      return readers.receivedBytes - before + 6 * IN_SOCKETS
    }
    while (!end.aborted) {
      await delay(EVERY_MS, undefined, { signal: end }).catch(() => {})
      if (end.aborted) break
      for (const person of people) if (random() < 0.6) senders.send(person)
      const slot = Math.floor(random() * ports.length)
      const child = running.get(slot)
      if (!child) throw new Error('Nobody is there')
      misfortunes++
      const fate = random()
      if (fate < 0.5) {
        await instances.kill(child)
        mayBeLost += lostSince(Date.now() - FLUSH_MS)
        running.set(slot, await startAt(slot))
      } else if (fate < 0.8) {
        await instances.stop(child)
        running.set(slot, await startAt(slot))
      } else {
        child.kill('SIGSTOP')
        await delay(5_000)
        child.kill('SIGCONT')
      }
    }
    await reading
    await senders.allAnsweredOnce()
    expect(readers.wrong).toEqual([])
    expect(readers.complete).toBeGreaterThan(files.length)
    const brokenOff = readers.met.get('broken off') ?? 0
    for (const child of running.values()) await instances.stop(child)
    const counted = await countedBytes(instances)
    console.log(
      JSON.stringify({ misfortunes, files: readers.complete, receivedMiB: Math.round(readers.receivedBytes / MIB) }),
      JSON.stringify({ countedMiB: Math.round(counted / MIB), answered: senders.count, met: [...readers.met] }),
    )
    expect(counted).toBeGreaterThanOrEqual(readers.receivedBytes - mayBeLost)
    expect(counted).toBeLessThanOrEqual(readers.receivedBytes + brokenOff * IN_SOCKETS)
  })
})

/** Links to files of many sizes, by the address of the load balancer. */
async function wantedFiles({ telegram }: Instances): Promise<WantedFile[]> {
  const wanted: WantedFile[] = []
  for (const sizeBytes of [1, 100_000, 3 * MIB + 1, 17 * MIB, 40 * MIB + 12_345]) {
    const { bytes, download } = await telegram.linkSynthetic(sizeBytes)
    wanted.push({ url: download, sizeBytes, sha256: createHash('sha256').update(bytes).digest('hex') })
  }
  return wanted
}

async function countedBytes({ databaseUrl }: Instances): Promise<number> {
  await using stores = await openStores(
    { provider: 'mongodb', databaseName: 'instances', whenAway: 'wait' },
    databaseUrl,
  )
  const month = new Date().toISOString().slice(0, 7) as `${number}-${number}`
  return (await stores.bandwidth.totals(month, [])).serviceBytes
}

/** Numbers from 0 to 1 that come again with their seed. */
function chance(seed: string): () => number {
  let count = 0
  return () => createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE() / 2 ** 32
}
