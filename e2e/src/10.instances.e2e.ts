/** Two instances behind one load balancer, on one MongoDB: what one of them is told, both do. */
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, ban, restrict, setPassword } from './link-owner.js'
import { as, expectCutOff, read, standStill, verdict } from './readers.js'
import { linkAt, TestServer } from './test-server.js'

const MIB = 1024 * 1024
/** More than the sockets between a server and somebody who stands still can hold. */
const LARGE = 24 * MIB

const { missing } = MongodbServer
if (missing !== null) console.warn(`The journeys of two instances are skipped: ${missing}`)

describe.skipIf(missing !== null)('of two instances', () => {
  let mongodb: MongodbServer
  beforeAll(async () => {
    mongodb = await MongodbServer.start()
    return () => mongodb[Symbol.asyncDispose]()
  })

  let databases = 0
  async function twoInstances() {
    const env = { DATABASE_URL: `${mongodb.url}journey${++databases}` }
    const server = await TestServer.create({ workers: 1, env })
    return { server, other: await server.startSibling() }
  }

  it('each serves links of the other, and a password is given once', async () => {
    const { server, other } = await twoInstances()
    const file = await server.linkSynthetic(MIB)
    expect((await read(linkAt(other, file.download))).body.equals(file.bytes)).toBe(true)
    await setPassword(server, 'open sesame')
    expect(await verdict(linkAt(other, file.download))).toBe('401 password_required')
    const body = new URLSearchParams({ password: 'open sesame' })
    const unlocked = await fetch(linkAt(other, file.download), { method: 'POST', body, redirect: 'manual' })
    const cookie = unlocked.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    expect((await read(file.download, { cookie })).body.equals(file.bytes)).toBe(true)
  })

  it('the one ends a stream within two seconds when the other revokes its link', async () => {
    const { server, other } = await twoInstances()
    const file = await server.linkSynthetic(LARGE)
    const reader = await standStill(file.download)
    expect(await other.operations.revokeLink(ADMIN, server.lastLinkId)).toBe(true)
    await expectCutOff(server, reader, file)
    for (const instance of [server, other]) {
      expect(await verdict(linkAt(instance, file.download))).toBe('404 link_not_found')
    }
  })

  it('the one ends streams within two seconds when the other bans their owner, and serves again when it lifts the ban', async () => {
    const { server, other } = await twoInstances()
    const file = await server.linkSynthetic(LARGE)
    const reader = await standStill(file.download)
    await ban(other, server.ada.id)
    await expectCutOff(server, reader, file)
    for (const instance of [server, other]) {
      expect(await verdict(linkAt(instance, file.download))).toBe('403 link_banned')
    }
    expect(await other.operations.unbanUser(ADMIN, server.ada.id)).toBe(true)
    expect((await read(file.download)).body.equals(file.bytes)).toBe(true)
  })

  it('both together let exactly as many in as a link may have readers, of fifty at once', async () => {
    const { server, other } = await twoInstances()
    const file = await server.linkSynthetic(MIB)
    await restrict(server, { maxDownloads: 7 })
    const asked = Array.from({ length: 50 }, (_, i) => {
      const url = linkAt(i % 2 === 0 ? server : other, file.download)
      return read(url, as(`reader ${i}`))
    })
    const answers = await Promise.all(asked)
    expect(answers.filter(({ body }) => body.equals(file.bytes))).toHaveLength(7)
    expect(answers.filter(({ code }) => code === 'link_exhausted')).toHaveLength(43)
  })
})
