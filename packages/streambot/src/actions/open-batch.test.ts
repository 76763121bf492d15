import { describe, expect, it } from 'vitest'
import { createBatchToken } from '../core/batch-token.js'
import { UNRESTRICTED } from '../core/link.js'
import { BatchWorld } from './batches.fixture.js'
import { banOf, NOW_MS } from './links.fixture.js'

const files = ['a.pdf', 'b.pdf', 'c.pdf'].map((name, at) => ({ name, content: new Uint8Array(at + 1) }))

function namesOf({ entries }: Awaited<ReturnType<BatchWorld['open']>>): string[] {
  return entries.map(({ link }) => link.file.name)
}

describe('openBatch', () => {
  it('gives the links in their order, each with addresses of its own', async () => {
    const world = new BatchWorld(files)
    const opened = await world.open()
    expect(opened.batch).toEqual(world.batch)
    expect([namesOf(opened), opened.missing]).toEqual([['a.pdf', 'b.pdf', 'c.pdf'], 0])
    const { downloadUrl, streamUrl } = opened.entries[1]!.urls('..')
    const token = world.keys.tokenOf(world.made[1]!)
    expect([downloadUrl, streamUrl]).toEqual([`../dl/${token}/b.pdf`, `../stream/${token}/b.pdf`])
  })

  it('costs two questions to the database, however many links there are', async () => {
    const world = new BatchWorld(
      Array.from({ length: 200 }, (_, at) => ({ name: `${at}`, content: new Uint8Array(1) })),
    )
    await world.open()
    expect([world.batches.asked.length, world.links.asked, world.bans.asked.length]).toEqual([1, ['findAll 200'], 2])
  })

  it('leaves out what its own address would not serve, and says how many', async () => {
    const world = new BatchWorld([...files, ...files])
    world.change(0, { revokedAtMs: 1 })
    world.change(1, { expiresAtMs: NOW_MS })
    world.change(2, undefined)
    world.change(3, { restrictions: { ...UNRESTRICTED, addresses: ['203.0.113.0/24'] } })
    const opened = await world.open()
    expect([namesOf(opened), opened.missing]).toEqual([['b.pdf', 'c.pdf'], 4])
    const there = await world.open(world.token, { address: '203.0.113.9' })
    expect([namesOf(there), there.missing]).toEqual([['a.pdf', 'b.pdf', 'c.pdf'], 3])
    const nowhere = await world.open(world.token, { address: '203.0.113.9', isAddressKnown: false })
    expect(nowhere.missing).toBe(4)
  })

  it('tells which links open at their own address only', async () => {
    const world = new BatchWorld(files)
    world.change(0, { restrictions: { ...UNRESTRICTED, passwordHash: 'x' } })
    world.change(2, { restrictions: { ...UNRESTRICTED, maxDownloads: 5 } })
    const { entries, missing } = await world.open()
    expect([entries.map(({ opensAlone }) => opensAlone), missing]).toEqual([[true, false, true], 0])
  })

  it.each([
    ['was never made', undefined, 'link_not_found'],
    ['was revoked', { revokedAtMs: 1 }, 'link_not_found'],
    ['has expired', { expiresAtMs: NOW_MS }, 'link_expired'],
    ['was revoked, and has expired', { revokedAtMs: 1, expiresAtMs: NOW_MS }, 'link_not_found'],
  ])('refuses a batch that %s', async (_, changes, code) => {
    const world = new BatchWorld(files)
    world.changeBatch(changes)
    await expect(world.open()).rejects.toMatchObject({ code })
    expect(world.wrongTokens).toEqual([])
  })

  it('refuses the batch of somebody who is banned, until the ban is over', async () => {
    const world = new BatchWorld(files)
    world.bans.bans.set(world.batch.ownerId, banOf(world.batch.ownerId, NOW_MS + 1))
    await expect(world.open()).rejects.toMatchObject({ code: 'link_banned' })
    world.nowMs++
    expect(namesOf(await world.open())).toHaveLength(3)
  })

  it('counts tokens that do not verify against the address, links among them, and asks nobody about them', async () => {
    const world = new BatchWorld(files)
    const forged = createBatchToken(
      { ...world.keys.key, secret: new Uint8Array(32) },
      { batchId: world.batch.id, expiresAtMs: null },
    )
    for (const token of [forged, world.keys.tokenOf(world.made[0]!), 'nonsense']) {
      await expect(world.open(token)).rejects.toMatchObject({ code: 'link_not_found' })
    }
    await expect(world.open('x')).rejects.toMatchObject({ code: 'too_many_requests', retryAfterMs: 30_000 })
    expect(world.wrongTokens).toEqual(Array(4).fill('192.0.2.1'))
    expect(world.batches.asked).toEqual([])
    expect(namesOf(await world.open())).toHaveLength(3)
  })

  it('goes on from memory while the database is away', async () => {
    const world = new BatchWorld(files)
    world.change(1, { revokedAtMs: 1 })
    await world.open()
    world.goAway()
    const opened = await world.open()
    expect([namesOf(opened), opened.missing]).toEqual([['a.pdf', 'c.pdf'], 1])
  })

  it('is over where it was revoked here, also when the database goes away next', async () => {
    const world = new BatchWorld(files)
    await world.open()
    world.batchRecords.noteRevoked(world.batch.id)
    world.goAway()
    await expect(world.open()).rejects.toMatchObject({ code: 'link_not_found' })
  })

  it('says that it cannot be told while the database is away, where it was not asked for before', async () => {
    const unknown = new BatchWorld(files)
    unknown.goAway()
    await expect(unknown.open()).rejects.toMatchObject({ code: 'store_unavailable' })
    const halfKnown = new BatchWorld(files)
    await halfKnown.deps.batchRecords.find(halfKnown.batch.id)
    halfKnown.goAway()
    await expect(halfKnown.open()).rejects.toMatchObject({ code: 'store_unavailable' })
  })
})
