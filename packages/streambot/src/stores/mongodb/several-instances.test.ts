import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { sampleAppPassword } from '../../ports/app-password-store.contract.js'
import { sampleBroadcast } from '../../ports/broadcast-store.contract.js'
import { sampleFile } from '../../ports/file-store.contract.js'
import { sampleLink } from '../../ports/link-store.contract.js'
import type { Stores } from '../../ports/stores.js'
import { sampleProfile } from '../../ports/user-store.contract.js'
import { openMongoStores } from './open-mongo-stores.js'
import { missingMongodb, TestDatabases } from './test-database.fixture.js'

const NOW_MS = 1_700_000_000_000

if (missingMongodb !== null)
  console.warn(`The tests of several instances on one MongoDB are skipped: ${missingMongodb}`)

describe.skipIf(missingMongodb !== null)('several instances on one MongoDB', () => {
  let databases: TestDatabases
  let instances: readonly [Stores, Stores, Stores]
  beforeAll(async () => {
    databases = await TestDatabases.start()
  })
  afterAll(() => databases[Symbol.asyncDispose]())
  beforeEach(async () => {
    const name = databases.newName()
    const open = () => openMongoStores(databases.url, name, { timeoutMs: 20_000 })
    // All at once, as after a deployment: they make the same indexes.
    instances = await Promise.all([open(), open(), open()])
    for (const stores of instances) onTestFinished(() => stores[Symbol.asyncDispose]())
  })

  /** As many as `count`, by turns through all instances, all at once. */
  function each<T>(count: number, ask: (stores: Stores, at: number) => Promise<T>): Promise<T[]> {
    return Promise.all(Array.from({ length: count }, (_, at) => ask(instances[at % 3]!, at)))
  }

  it('agree on one first key, and keep the last', async () => {
    const keys = await each(6, ({ keys }, id) => keys.addFirst({ id, secret: new Uint8Array(32), createdAtMs: id }))
    for (const known of keys) expect(known).toEqual(keys[0])
    const [first] = keys[0]!
    expect(await instances[1].keys.add({ ...first!, id: 100 })).toBe(true)
    const retired = await each(6, ({ keys: store }, at) => store.retire(at % 2 === 0 ? first!.id : 100))
    expect(retired.filter(Boolean)).toHaveLength(1)
    expect(await instances[2].keys.all()).toHaveLength(1)
  })

  it('agree on one copy of a file', async () => {
    const answers = await each(12, ({ files }, at) => files.add({ ...sampleFile, logMessageId: at + 1 }))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(await instances[1].files.find(sampleFile.file.telegramFileId)).toEqual(answers[0])
  })

  it('let no more readers in than a link may have', async () => {
    const restrictions = { ...sampleLink.restrictions, maxDownloads: 7 }
    await instances[0].links.add({ ...sampleLink, restrictions })
    const answers = await each(40, ({ links }, at) => links.consumeDownload(sampleLink.id, `reader ${at % 20}`, NOW_MS))
    expect(answers.filter((answer) => answer === 'counted')).toHaveLength(7)
    const readers = new Set(answers.flatMap((answer, at) => (answer === 'exhausted' ? [] : [at % 20])))
    expect(readers.size).toBe(7)
    expect((await instances[1].links.find(sampleLink.id))?.downloads).toBe(7)
  })

  it('let exactly as many through a window as its limit', async () => {
    const wish = { key: 'links:7', rule: { limit: 12, windowMs: 1000 } }
    const decisions = await each(45, ({ windows }) => windows.take([wish], NOW_MS))
    expect(decisions.filter(({ ok }) => ok)).toHaveLength(12)
    for (const { windows } of instances) expect(await windows.peek(wish, NOW_MS)).toMatchObject({ ok: false })
  })

  it('count in all of several windows or in none', async () => {
    const wishFor = (key: string, limit: number) => ({ key, rule: { limit, windowMs: 1000 } })
    const [a, b, c] = [wishFor('a', 9), wishFor('b', 7), wishFor('c', 8)]
    const asked = Array.from({ length: 36 }, (_, at) => [[a, b, c], [c, b, a], [c, a], [b]][at % 4]!)
    const decisions = await each(asked.length, ({ windows }, at) => windows.take(asked[at]!, NOW_MS))
    for (const wish of [a, b, c]) {
      const counted = asked.filter((some, at) => decisions[at]?.ok && some.includes(wish)).length
      expect(counted).toBeLessThanOrEqual(wish.rule.limit)
      const remaining = 100 - counted
      expect(await instances[0].windows.peek(wishFor(wish.key, 100), NOW_MS)).toMatchObject({ ok: true, remaining })
    }
    await each(3, ({ windows }) => windows.giveBack(['a', 'b'], NOW_MS))
  })

  it('let a person have no more app passwords than they may', async () => {
    const added = await each(12, ({ appPasswords }, at) => {
      return appPasswords.add({ ...sampleAppPassword, id: `${at}`, hash: `${at}` }, 5)
    })
    expect(added.filter(Boolean)).toHaveLength(5)
    expect(await instances[2].appPasswords.ofUser(sampleAppPassword.userId)).toHaveLength(5)
  })

  it('add up what each of them reports, and a report once that comes by several ways', async () => {
    const report = (reporter: string, sequence: number) => {
      return { reporter, sequence, month: '2026-11', bytesByUser: new Map([[7, 10]]) }
    }
    await each(3, async ({ bandwidth }, at) => {
      for (const sequence of [1, 2, 3]) await bandwidth.add(report(`reporter-${at}`, sequence))
    })
    await each(9, ({ bandwidth }) => bandwidth.add(report('moving', 1)))
    const totals = { serviceBytes: 100, bytesByUser: new Map([[7, 100]]) }
    for (const { bandwidth } of instances) expect(await bandwidth.totals('2026-11', [7])).toEqual(totals)
  })

  it('move a broadcast on once', async () => {
    await instances[0].broadcasts.add(sampleBroadcast)
    const step = { cursor: 50, sent: 1, unreachable: 0, failed: 0 }
    const moved = await each(9, ({ broadcasts }) => broadcasts.advance(sampleBroadcast.id, 0, step))
    expect(moved.filter(Boolean)).toHaveLength(1)
    expect(await instances[2].broadcasts.find(sampleBroadcast.id)).toMatchObject({ cursor: 50, sent: 1 })
  })

  it('know a person once, with what was decided elsewhere', async () => {
    await each(9, ({ users }, at) => {
      if (at % 3 === 0) return users.update(sampleProfile.id, { isAuthorized: true }, NOW_MS)
      return users.seen(sampleProfile, NOW_MS + at)
    })
    for (const { users } of instances) {
      expect(await users.find(sampleProfile.id)).toMatchObject({ isAuthorized: true, lastSeenAtMs: NOW_MS + 8 })
      expect(await users.count()).toBe(1)
    }
  })
})
