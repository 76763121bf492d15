import { describe, expect, it } from 'vitest'
import { LinkRecords } from './link-records.js'
import { banOf, FakeBans, FakeLinks, NOW_MS, sampleLink } from './links.fixture.js'

function setUp() {
  const links = new FakeLinks(sampleLink)
  const bans = new FakeBans()
  const time = { nowMs: NOW_MS }
  const records = new LinkRecords({ clock: { now: () => time.nowMs }, links, bans })
  const goAway = () => {
    links.goAway()
    bans.goAway()
  }
  return { links, bans, time, records, goAway }
}

const found = { kind: 'found', link: sampleLink, isOwnerBanned: false }

describe('LinkRecords', () => {
  it('asks the database each time', async () => {
    const { records, links, bans } = setUp()
    expect(await records.find(sampleLink.id)).toEqual(found)
    links.put({ ...sampleLink, revokedAtMs: 1 })
    bans.bans.set(7, banOf(7))
    expect(await records.find(sampleLink.id)).toEqual({
      kind: 'found',
      link: { ...sampleLink, revokedAtMs: 1 },
      isOwnerBanned: true,
    })
    expect(await records.find('ffffffffffffffff')).toEqual({ kind: 'unknown' })
  })

  it('says what it knew last while the database is away, and that it never knew', async () => {
    const { records, goAway } = setUp()
    await records.find(sampleLink.id)
    await records.find('eeeeeeeeeeeeeeee')
    goAway()
    expect(await records.find(sampleLink.id)).toEqual(found)
    expect(await records.find('eeeeeeeeeeeeeeee')).toEqual({ kind: 'unknown' })
    expect(await records.find('ffffffffffffffff')).toEqual({ kind: 'out_of_reach' })
  })

  it('keeps a ban it has seen, until it is over or the database says that it was lifted', async () => {
    const { records, links, bans, time } = setUp()
    links.put({ ...sampleLink, id: 'aaaaaaaaaaaaaaaa' })
    await records.find(sampleLink.id)
    bans.bans.set(7, banOf(7, NOW_MS + 100))
    await records.find('aaaaaaaaaaaaaaaa')
    links.goAway()
    bans.goAway()
    // Seen by another link of the same person.
    expect(await records.find(sampleLink.id)).toMatchObject({ isOwnerBanned: true })
    time.nowMs += 100
    expect(await records.find(sampleLink.id)).toMatchObject({ isOwnerBanned: false })
    time.nowMs -= 100
    bans.failure = null
    bans.bans.clear()
    await records.find(sampleLink.id)
    bans.goAway()
    expect(await records.find(sampleLink.id)).toMatchObject({ isOwnerBanned: false })
  })

  it('remembers what was done here, should the database go away right after', async () => {
    const { records, goAway } = setUp()
    await records.find(sampleLink.id)
    goAway()
    records.noteBanned(7)
    expect(await records.find(sampleLink.id)).toMatchObject({ isOwnerBanned: true })
    records.noteRevoked(sampleLink.id)
    expect(await records.find(sampleLink.id)).toEqual({ kind: 'unknown' })
  })

  it('finds many in batches the stores take, and remembers them too', async () => {
    const { records, links, bans, goAway } = setUp()
    const ids = Array.from({ length: 2500 }, (_, i) => i.toString(16).padStart(16, '0'))
    ids.forEach((id, i) => links.put({ ...sampleLink, id, ownerId: i % 1500 }))
    bans.bans.set(3, banOf(3))
    const all = await records.findAll([...ids, 'ffffffffffffffff'])
    expect(all.size).toBe(2500)
    expect([...all.values()].filter((record) => record.isOwnerBanned).map(({ link }) => link.ownerId)).toEqual([3, 3])
    expect(links.asked).toEqual(['findAll 1000', 'findAll 1000', 'findAll 501'])
    expect(bans.asked).toEqual(['findAll 1000', 'findAll 500'])
    goAway()
    expect(await records.find(ids[3]!)).toMatchObject({ kind: 'found', isOwnerBanned: true })
    await expect(records.findAll(ids)).rejects.toMatchObject({ code: 'store_unavailable' })
  })

  it('does not take a broken database for one that is away', async () => {
    const { records, links } = setUp()
    links.failure = new Error('no such column')
    await expect(records.find(sampleLink.id)).rejects.toThrow('no such column')
  })
})
