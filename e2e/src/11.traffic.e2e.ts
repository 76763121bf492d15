/** Traffic of a month: counted to the byte, and what visitors are told when it is used up. */
import { describe, expect, it } from 'vitest'
import { ChildServer } from './child-server.js'
import { databaseOf } from './database.js'
import { read, standStill, verdict } from './readers.js'
import { linkAt, TestServer } from './test-server.js'

const MIB = 1024 * 1024
const GB = 1_000_000_000
/** More than the sockets between a server and somebody who stands still can hold. */
const LARGE = 24 * MIB

/** A clock that stands still in the middle of a month. */
async function serverInMonth(env: Record<string, string>) {
  const clock = { nowMs: Date.UTC(2026, 10, 17, 12, 30, 15, 250), now: () => clock.nowMs }
  const options = { workers: 2, env: { LINK_EXPIRY_SECONDS: '0', ...env }, start: { clock } }
  const server = await TestServer.create(options)
  return { clock, server, grace: server.sim.world.createUser({ firstName: 'Grace' }) }
}

const MONTH = '2026-11'
const NEXT_MONTH_MS = Date.UTC(2026, 11)
const SECONDS_LEFT = '1164585'

/** So much of the owner's links has left already. */
async function haveSent(server: TestServer, ownerId: number, bytes: number): Promise<void> {
  await using stores = await databaseOf(server)
  await stores.bandwidth.add({
    reporter: 'earlier',
    sequence: 1,
    month: MONTH,
    bytesByUser: new Map([[ownerId, bytes]]),
  })
}

async function sentBytes(server: TestServer, month: string, ownerIds: readonly number[] = []): Promise<number[]> {
  await using stores = await databaseOf(server)
  const { serviceBytes, bytesByUser } = await stores.bandwidth.totals(month, ownerIds)
  return [serviceBytes, ...bytesByUser.values()]
}

describe('when the traffic of the month is used up', () => {
  it('of one person, their links are 429 until the first of the next, and those of others are served', async () => {
    const { clock, server, grace } = await serverInMonth({ USER_BANDWIDTH_LIMIT_GB: '1' })
    const file = await server.linkSynthetic(10_000)
    const ofGrace = await server.linkAgain(file.fileId, grace)
    await haveSent(server, server.ada.id, GB)
    for (const url of [file.download, file.stream]) {
      const refused = await read(url)
      expect([refused.status, refused.code]).toEqual([429, 'user_quota_used_up'])
      expect(refused.headers.get('retry-after')).toBe(SECONDS_LEFT)
    }
    expect((await read(ofGrace.download)).body.equals(file.bytes)).toBe(true)
    clock.nowMs = NEXT_MONTH_MS - 1
    expect(await verdict(file.download)).toBe('429 user_quota_used_up')
    clock.nowMs += 1
    expect((await read(file.download)).body.equals(file.bytes)).toBe(true)
  })

  it('of the service, all links are 503 until the first of the next', async () => {
    const { clock, server, grace } = await serverInMonth({ BANDWIDTH_LIMIT_GB: '1' })
    const file = await server.linkSynthetic(10_000)
    const ofGrace = await server.linkAgain(file.fileId, grace)
    await haveSent(server, grace.id, GB)
    for (const url of [file.download, ofGrace.download]) {
      const refused = await read(url)
      expect([refused.status, refused.code]).toEqual([503, 'service_quota_used_up'])
      expect(refused.headers.get('retry-after')).toBe(SECONDS_LEFT)
    }
    clock.nowMs = NEXT_MONTH_MS
    expect((await read(file.download)).body.equals(file.bytes)).toBe(true)
  })

  it('who downloads may finish, and nobody begins any more', async () => {
    const { server } = await serverInMonth({ USER_BANDWIDTH_LIMIT_GB: '1' })
    const file = await server.linkSynthetic(LARGE)
    await haveSent(server, server.ada.id, GB - LARGE / 2)
    const { bytes, isComplete } = await (await standStill(file.download)).rest()
    expect([isComplete, bytes.equals(file.bytes)]).toEqual([true, true])
    expect(server.log).toContain(`The traffic of user ${server.ada.id} is used up for this month`)
    expect(await verdict(file.download)).toBe('429 user_quota_used_up')
  })

  it('who downloads is cut off where the operator wants that, and nobody else', async () => {
    const { server, grace } = await serverInMonth({ USER_BANDWIDTH_LIMIT_GB: '1', BANDWIDTH_WHEN_USED_UP: 'cut' })
    const file = await server.linkSynthetic(LARGE)
    const ofGrace = await server.linkAgain(file.fileId, grace)
    await haveSent(server, server.ada.id, GB - LARGE / 2)
    const [reader, other] = [await standStill(file.download), await standStill(ofGrace.download)]
    const [cut, whole] = [await reader.rest(), await other.rest()]
    expect([cut.isComplete, cut.bytes.equals(file.bytes.subarray(0, cut.bytes.length))]).toEqual([false, true])
    // What is on its way when it is used up is all that is too much: one buffer.
    expect(cut.bytes.length).toBeLessThanOrEqual(LARGE / 2 + MIB)
    expect([whole.isComplete, whole.bytes.equals(file.bytes)]).toEqual([true, true])
    expect(await verdict(file.download)).toBe('429 user_quota_used_up')
  })
})

describe('traffic', () => {
  it('is what was received, to the byte, once the server has stopped', async () => {
    const { server, grace } = await serverInMonth({})
    const file = await server.linkSynthetic(3 * MIB + 7)
    const ofGrace = await server.linkAgain(file.fileId, grace)
    let ofAdaBytes = 0
    const etag = (await read(file.stream, { range: 'bytes=0-0' })).headers.get('etag') ?? ''
    ofAdaBytes += 1
    for (const range of ['bytes=0-99', 'bytes=1048575-1048576', 'bytes=-1000000', 'bytes=7-']) {
      ofAdaBytes += (await read(file.download, { range })).body.length
    }
    const whole = await Promise.all(Array.from({ length: 5 }, () => read(file.download)))
    for (const { body } of whole) ofAdaBytes += body.length
    const ofGraceBytes = (await read(ofGrace.download)).body.length
    // Nothing of the file leaves for these.
    await fetch(file.download, { method: 'HEAD' })
    expect(await verdict(file.download, { 'if-none-match': etag })).toBe('304')
    expect((await read(file.download, { range: 'bytes=99999999-' })).status).toBe(416)
    expect((await read(`${server.baseUrl}/dl/${'A'.repeat(52)}`)).status).toBe(404)

    await server.stop()
    const stored = await sentBytes(server, MONTH, [server.ada.id, grace.id])
    expect(stored).toEqual([ofAdaBytes + ofGraceBytes, ofAdaBytes, ofGraceBytes])
    expect(ofGraceBytes).toBe(file.bytes.length)
  })

  it('of the last seconds at most is forgotten when the server is killed, and it counts on from there', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(4 * MIB)
    await server.stop()
    const month = new Date().toISOString().slice(0, 7)
    const stored = async () => (await sentBytes(server, month))[0]

    const killed = await ChildServer.start({ ...server.env, LOG_LEVEL: 'info' })
    const baseUrl = await killed.baseUrl()
    await read(linkAt({ baseUrl }, file.download))
    await expect.poll(stored, { timeout: 10_000 }).toBe(file.bytes.length)
    await read(linkAt({ baseUrl }, file.download))
    killed.kill('SIGKILL')
    await killed.exitCode()
    const left = (await stored()) ?? 0
    expect(left).toBeGreaterThanOrEqual(file.bytes.length)
    expect(left).toBeLessThanOrEqual(2 * file.bytes.length)

    const next = await ChildServer.start({ ...server.env, LOG_LEVEL: 'info' })
    const again = await read(linkAt({ baseUrl: await next.baseUrl() }, file.download))
    expect(again.body.equals(file.bytes)).toBe(true)
    next.kill('SIGTERM')
    expect(await next.exitCode()).toBe(0)
    expect(await stored()).toBe(left + file.bytes.length)
  })
})
