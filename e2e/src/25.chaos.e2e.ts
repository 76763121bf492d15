/**
 * Three instances of one bot behind HAProxy, and a fourth that is added, of which one dies, stops or stands still every few seconds and comes back,
 * on clocks that differ by minutes and with different workers, while people send files, others download them, limits are used up and admins decide.
 * CHAOS_SECONDS says for how long, CHAOS_SEED with which chance.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { openStores, type Stores } from 'streambot'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Crowd } from './18.crowd.js'
import { Senders } from './19.senders.js'
import { AnyRange, MAX_RANGE_BYTES } from './25.any-range.js'
import { chance } from './25.chance.js'
import { DailySender } from './25.daily-sender.js'
import { Downloaders } from './25.downloaders.js'
import { Misfortunes } from './25.misfortunes.js'
import { News } from './25.news.js'
import { Operator } from './25.operator.js'
import { REPORT_EVERY_MS } from './25.quota-bound.js'
import type { Received } from './25.received.js'
import { ResumingReaders, wantedFile, type WantedFile } from './25.resuming-readers.js'
import { UsedUpQuota } from './25.used-up-quota.js'
import { areMissing } from './26.deployed.js'
import type { TestServer } from './test-server.js'

const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 120)
const SEED = process.env['CHAOS_SEED'] ?? 'one of many'
const MIB = 1024 * 1024
const MB = 1_000_000
const EVERY_MS = 6_000
/** A misfortune meets files that were sent just before at any stage of their way. */
const AFTER_SENDING_MS = 150
/** What lies in sockets on both sides of the proxy when a download breaks off was sent, and is not received. */
const IN_SOCKETS = 24 * MIB
const INSTANCES = 4
const READERS = 4
const LISTENERS = 20
/** Of one person; the others who send are authorised, and send as much as they like. */
const LINKS_PER_DAY = 20
const FILES_OF_ONE = 32
const DOWNLOADERS = { count: 9, maxDownloads: 5, sizeBytes: 16 * MIB }
const OWNER_QUOTA = { quotaBytes: 100 * MB, readers: 2, bytesPerSecond: 2 * MIB, instances: INSTANCES }
const SERVICE_QUOTA = { readers: 2, bytesPerSecond: 6 * MIB, instances: INSTANCES }
const SERVICE_BYTES_LEFT = 100 * MB

const isMissing = MongodbServer.missing !== null || areMissing('haproxy')

describe.skipIf(isMissing)('instances of which one goes away every few seconds', () => {
  const timeout = SECONDS * 1000 + 480_000

  it('lose nobody a byte, keep every limit, and do what they are told', { timeout }, async () => {
    let mayBeLost = 0
    const received: Received[] = []
    const quotas: UsedUpQuota[] = []
    const world = await Misfortunes.create({
      seed: SEED,
      env: { MAX_LINKS_PER_DAY: String(LINKS_PER_DAY) },
      onKilled: () => {
        for (const quota of quotas) quota.instanceKilled()
        const fromMs = Date.now() - REPORT_EVERY_MS
        mayBeLost += received.reduce((sum, it) => sum + it.bytesSince(fromMs), 8 * IN_SOCKETS)
      },
    })
    const { telegram, databaseUrl } = world.instances
    const stores = await openStores({ provider: 'mongodb', databaseName: 'instances', whenAway: 'wait' }, databaseUrl)
    onTestFinished(() => stores[Symbol.asyncDispose]())
    const operator = await Operator.create(telegram, world.admin, world.baseUrl)
    const senders = new Senders(telegram)
    const crowd = await Crowd.gather(telegram, LISTENERS)
    const people = crowd.people.slice(1, 6)
    for (const { id } of [...people, telegram.ada]) await operator.ask('PATCH', `/users/${id}`, { isAuthorized: true })

    const files = await wantedFiles(telegram)
    const readers = new ResumingReaders(files)
    const known = [await telegram.linkSynthetic(9 * MIB + 7), await telegram.linkSynthetic(300_001)]
    const anyRange = new AnyRange(known, () => world.there, chance(`${SEED} ranges`))
    const downloaders = await Downloaders.create(telegram, operator, DOWNLOADERS)
    const owner = await ownersQuota(telegram, operator)
    const daily = new DailySender(telegram, senders.newPerson(), FILES_OF_ONE)
    const news = await News.prepare(telegram, operator, () => world.there, crowd.people)
    quotas.push(owner.quota)
    received.push(readers.received, anyRange.received, owner.quota.readers.received)
    received.push(...downloaders.all.map((it) => it.received))

    const end = AbortSignal.timeout(SECONDS * 1000)
    const reading = Promise.all([readers.readUntil(READERS, end), anyRange.askUntil(end), owner.quota.useUp()])
    let telling: Promise<void> | null = null
    for (let round = 0; !end.aborted; round++) {
      await delay(EVERY_MS, undefined, { signal: end }).catch(() => {})
      if (end.aborted) break
      for (const person of people) if (world.chance() < 0.6) senders.send(person)
      daily.send(3)
      downloaders.begin(2)
      if (round === 0) await world.add()
      if (round === 1) telling = news.tell()
      await delay(world.chance() * AFTER_SENDING_MS)
      await world.strike()
    }
    const { count, maxDownloads } = DOWNLOADERS
    daily.send(FILES_OF_ONE)
    downloaders.begin(count)
    telling ??= news.tell()
    await Promise.all([reading, telling, senders.allAnsweredOnce(), daily.allAnswered()])
    expect([readers.wrong, anyRange.wrong]).toEqual([[], []])
    expect(readers.complete).toBeGreaterThan(files.length)
    expect(await daily.toldOf(stores)).toEqual(Array(LINKS_PER_DAY).fill(1))
    expect(await downloaders.ended()).toEqual({ complete: maxDownloads, refused: count - maxDownloads })
    expect(await news.forgotten()).toEqual([])
    expect(await news.unheard()).toEqual([])
    expect(news.cutOff).toBeGreaterThan(0)
    expect(await world.sentByLast()).toBeGreaterThan(0)
    await owner.quota.isRefusedAt(world.there)

    const service = await servicesQuota(await wantedFile(telegram, 8 * MIB), operator, stores)
    quotas.push(service)
    received.push(service.readers.received)
    const usingUp = service.useUp()
    await expect.poll(() => service.readers.received.totalBytes, { timeout: 60_000 }).toBeGreaterThan(30 * MB)
    await world.kill()
    await usingUp
    await service.isRefusedAt(world.there)
    await operator.ask('DELETE', '/settings/BANDWIDTH_LIMIT_GB')
    await anyRange.isExactAtEach()

    await world.stopAll()
    const counted = await countedBytes(stores, owner.id)
    owner.quota.isKept(counted.owner)
    service.isKept(counted.service)
    const receivedBytes = received.reduce((sum, { totalBytes }) => sum + totalBytes, 0)
    const brokenOff = [readers, owner.quota.readers, service.readers, ...downloaders.all].reduce(
      (sum, it) => sum + it.brokenOff,
      0,
    )
    console.log(
      JSON.stringify({
        ...{ killed: world.killed, stopped: world.stopped, stoodStill: world.stoodStill },
        ...{ files: readers.complete, receivedMiB: toMib(receivedBytes), countedMiB: toMib(counted.service) },
        ...{ ranges: anyRange.exact, answered: senders.count, met: [...readers.met] },
        ofOwnersQuota: (counted.owner / OWNER_QUOTA.quotaBytes).toFixed(3),
        ...{ afterMs: Object.fromEntries(news.tookMs), cutOff: news.cutOff },
        sentByLastMiB: toMib(await world.sentByLast()),
      }),
    )
    expect(counted.service).toBeGreaterThanOrEqual(receivedBytes - mayBeLost)
    const notReceived = (brokenOff + 2 * INSTANCES) * IN_SOCKETS + anyRange.unanswered * MAX_RANGE_BYTES
    expect(counted.service).toBeLessThanOrEqual(receivedBytes + notReceived)
  })
})

/** Links of Ada's to files of many sizes. */
async function wantedFiles(telegram: TestServer): Promise<WantedFile[]> {
  const wanted: WantedFile[] = []
  for (const sizeBytes of [1, 100_000, 3 * MIB + 1, 17 * MIB, 40 * MIB + 12_345]) {
    wanted.push(await wantedFile(telegram, sizeBytes))
  }
  return wanted
}

/** Of somebody whose links may send no more than so much a month. */
async function ownersQuota(telegram: TestServer, operator: Operator): Promise<{ id: number; quota: UsedUpQuota }> {
  const owner = telegram.sim.world.createUser({ firstName: 'Olga' })
  await operator.ask('PATCH', `/users/${owner.id}`, { bandwidthBytesPerMonth: OWNER_QUOTA.quotaBytes })
  const refusal = { status: 429, code: 'user_quota_used_up' }
  const file = await wantedFile(telegram, 4 * MIB, owner)
  return { id: owner.id, quota: new UsedUpQuota({ ...OWNER_QUOTA, file, usedBytes: 0, refusal }) }
}

/** Not much is left of what the whole service may send, from now on. */
async function servicesQuota(file: WantedFile, operator: Operator, stores: Stores): Promise<UsedUpQuota> {
  const usedBytes = (await countedBytes(stores)).service
  const quotaBytes = usedBytes + SERVICE_BYTES_LEFT
  await operator.ask('PUT', '/settings/BANDWIDTH_LIMIT_GB', { value: `${quotaBytes} B` })
  const refusal = { status: 503, code: 'service_quota_used_up' }
  return new UsedUpQuota({ ...SERVICE_QUOTA, file, usedBytes, quotaBytes, refusal })
}

async function countedBytes({ bandwidth }: Stores, ownerId = 0): Promise<{ service: number; owner: number }> {
  const { serviceBytes, bytesByUser } = await bandwidth.totals(new Date().toISOString().slice(0, 7), [ownerId])
  return { service: serviceBytes, owner: bytesByUser.get(ownerId) ?? 0 }
}

function toMib(bytes: number): number {
  return Math.round(bytes / MIB)
}
