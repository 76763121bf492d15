/** Whom a link serves and for how long: so many readers, some networks, a time; and what becomes of those who read when it is over. */
import { get } from 'node:http'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ADMIN, ban, restrict } from './link-owner.js'
import { as, expectCutOff, from, read, standStill, verdict } from './readers.js'
import { linkAt, TestServer } from './test-server.js'

const MIB = 1024 * 1024
/** More than the sockets between a server and somebody who stands still can hold. */
const LARGE = 24 * MIB

/** Begins to download and leaves after so many bytes at least. @returns what had come */
async function leaveAfter(url: string, bytes: number, headers: Record<string, string>): Promise<Buffer> {
  const request = get(url, { headers, agent: false })
  const [response] = (await once(request, 'response')) as [AsyncIterable<Buffer>]
  let had = Buffer.alloc(0)
  for await (const chunk of response) {
    had = Buffer.concat([had, chunk])
    if (had.length >= bytes) break
  }
  request.destroy()
  return had
}

describe('a link with a maximum of downloads', () => {
  it('counts a reader once, over many ranges and a download that is resumed, and has no room for a second', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(12 * MIB + 7)
    await restrict(server, { maxDownloads: 1 })
    // Asking counts nobody.
    expect((await fetch(file.download, { method: 'HEAD', headers: as('second') })).status).toBe(200)

    const first = as('first')
    const step = Math.ceil(file.bytes.length / 8)
    const ranges = Array.from({ length: 8 }, (_, i) => ({ range: `bytes=${i * step}-${(i + 1) * step - 1}` }))
    const parts = await Promise.all(ranges.map((range) => read(file.download, { ...first, ...range })))
    expect(Buffer.concat(parts.map(({ body }) => body)).equals(file.bytes)).toBe(true)

    const had = await leaveAfter(file.download, 3 * MIB, first)
    const ifRange = parts[0]?.headers.get('etag') ?? ''
    const rest = await read(file.download, { ...first, range: `bytes=${had.length}-`, 'if-range': ifRange })
    expect(rest.status).toBe(206)
    expect(Buffer.concat([had, rest.body]).equals(file.bytes)).toBe(true)

    expect(await verdict(file.download, as('second'))).toBe('410 link_exhausted')
    expect(await verdict(file.stream, first)).toBe('200')
  })

  it('lets exactly as many in as it may, of fifty at once', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(MIB)
    await restrict(server, { maxDownloads: 7 })
    const readers = Array.from({ length: 50 }, (_, i) => as(`reader ${i}`))
    const answers = await Promise.all(readers.map((reader) => read(file.download, reader)))
    const isIn = answers.map(({ body }) => body.equals(file.bytes))
    expect(isIn.filter(Boolean)).toHaveLength(7)
    expect(answers.filter(({ status, code }) => status === 410 && code === 'link_exhausted')).toHaveLength(43)
    for (const [i, reader] of readers.entries()) {
      expect(await verdict(file.stream, { ...reader, range: 'bytes=0-9' })).toBe(isIn[i] ? '206' : '410 link_exhausted')
    }
  })
})

describe('a link for some networks', () => {
  it('serves them and nobody else, as the proxy tells where visitors come from', async () => {
    const server = await TestServer.create({ workers: 1, env: { TRUST_PROXY: 'loopback' } })
    const file = await server.linkSynthetic(1000)
    await restrict(server, { addresses: ['203.0.113.0/24', '2001:db8::/32'] })
    for (const address of ['203.0.113.9', '2001:db8::5', '198.51.100.1, 203.0.113.9', '::ffff:203.0.113.9']) {
      expect([address, await verdict(file.download, from(address))]).toEqual([address, '200'])
    }
    // Whatever visitors say of themselves stands before what the proxy adds.
    for (const address of ['198.51.100.1', '2001:db9::5', '203.0.113.9, 198.51.100.1', '127.0.0.1', 'nonsense']) {
      expect([address, await verdict(file.download, from(address))]).toEqual([address, '403 address_not_allowed'])
    }
    expect(await verdict(file.download)).toBe('403 address_not_allowed')
  })

  it('believes no header where no proxy is trusted: who comes with one may be behind a proxy that nobody named', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(1000)
    await restrict(server, { addresses: ['203.0.113.0/24'] })
    expect(await verdict(file.download, from('203.0.113.9'))).toBe('403 address_not_allowed')
    await restrict(server, { addresses: ['127.0.0.0/8'] })
    expect(await verdict(file.download)).toBe('200')
    expect(await verdict(file.download, from('203.0.113.9'))).toBe('403 address_not_allowed')
  })
})

describe('a link', () => {
  it('ends when it is told to, for who reads as well, and goes on when it is given more time', async () => {
    let nowMs = Date.now()
    const server = await TestServer.create({ workers: 1, start: { clock: { now: () => nowMs } } })
    const file = await server.linkSynthetic(LARGE)
    const changed = await server.operations.changeLink(ADMIN, server.lastLinkId, { expiresAtMs: nextSecond(nowMs) })
    expect(changed).toMatchObject({ expiresAtMs: nextSecond(nowMs) })
    const reader = await standStill(file.download)
    nowMs += 1000
    await expectCutOff(server, reader, file)
    expect(await verdict(file.download)).toBe('410 link_expired')

    for (const expiresAtMs of [nextSecond(nowMs), null]) {
      await server.operations.changeLink(ADMIN, server.lastLinkId, { expiresAtMs })
      expect((await read(file.download)).body.equals(file.bytes)).toBe(true)
    }
    nowMs += 100_000_000
    expect(await verdict(file.download, { range: 'bytes=0-9' })).toBe('206')
  })

  it('that is revoked looks as if it had never been, and who reads is cut off', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(LARGE)
    const linkId = server.lastLinkId
    const reader = await standStill(file.download)
    expect(server.streams.size).toBe(1)
    expect(await server.operations.revokeLink(ADMIN, linkId)).toBe(true)
    await expectCutOff(server, reader, file)
    const [never, revoked] = [await read(`${server.baseUrl}/dl/${'A'.repeat(52)}`), await read(file.download)]
    expect([revoked.status, revoked.body.toString()]).toEqual([404, never.body.toString()])
    expect(await server.operations.revokeLink(ADMIN, linkId)).toBe(false)
    await server.restart()
    expect(await verdict(linkAt(server, file.download))).toBe('404 link_not_found')
  })

  it('whose owner is banned is 403 and who reads is cut off, until the ban is lifted', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(LARGE)
    const grace = server.sim.world.createUser({ firstName: 'Grace' })
    const ofGrace = await server.linkAgain(file.fileId, grace)
    const readers = [await standStill(file.download), await standStill(file.stream)]
    await ban(server, server.ada.id)
    for (const reader of readers) await expectCutOff(server, reader, file)
    expect(await verdict(file.download)).toBe('403 link_banned')
    expect((await server.ask({ media: file.fileId })).text).toBe('You may not use this bot any more.\nThe reason: spam')
    expect((await read(ofGrace.download)).body.equals(file.bytes)).toBe(true)

    expect(await server.operations.unbanUser(ADMIN, server.ada.id)).toBe(true)
    expect((await read(file.download)).body.equals(file.bytes)).toBe(true)
    expect((await server.linkAgain(file.fileId)).answer.text).toContain('/dl/')
  })

  it('whose owner is banned for a time is served again when it is over', async () => {
    let nowMs = Date.UTC(2026, 10, 24, 10)
    const server = await TestServer.create({ workers: 1, start: { clock: { now: () => nowMs } } })
    const file = await server.linkSynthetic(1000)
    await ban(server, server.ada.id, nowMs + 60_000)
    nowMs += 59_999
    expect(await verdict(file.download)).toBe('403 link_banned')
    expect((await server.ask({ media: file.fileId })).text).toContain('until 2026-11-24 10:01 UTC')
    nowMs += 1
    expect((await read(file.download)).body.equals(file.bytes)).toBe(true)
    expect((await server.linkAgain(file.fileId)).answer.text).toContain('/dl/')
  })

  it('whose file is deleted from the log channel ends, for who reads as well', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(LARGE)
    const reader = await standStill(file.download)
    server.deleteCopies()
    await expectCutOff(server, reader, file)
    expect(await verdict(file.download)).toBe('404 link_not_found')
  })
})

/** Links end at whole seconds. */
function nextSecond(nowMs: number): number {
  return Math.floor(nowMs / 1000) * 1000 + 1000
}
