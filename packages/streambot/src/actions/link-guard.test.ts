import { describe, expect, it } from 'vitest'
import type { Link } from '../core/link.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { LinkGuard } from './link-guard.js'
import { LinkRecords } from './link-records.js'
import { banOf, EXPIRES_AT_MS, FakeBans, FakeLinks, NOW_MS, sampleLink } from './links.fixture.js'

const other: Link = { ...sampleLink, id: 'aaaaaaaaaaaaaaaa', ownerId: 8, expiresAtMs: null }

function setUp() {
  const time = { nowMs: NOW_MS }
  const clock = { now: () => time.nowMs }
  const links = new FakeLinks(sampleLink, other)
  const bans = new FakeBans()
  const records = new LinkRecords({ clock, links, bans })
  const streams = new StreamRegistry(clock)
  const ended: string[] = []
  const troubles: unknown[] = []
  const open = (id: string, { id: linkId, ownerId }: { id: string; ownerId: number | null }) => {
    const about = { id, linkId, ownerId, fileName: 'a', sizeBytes: 1, range: { start: 0, end: 0 }, address: '' }
    return streams.open(about, (reason) => ended.push(`${id}: ${reason}`))
  }
  const guard = new LinkGuard({ clock, records, streams, onTrouble: (error) => troubles.push(error) })
  return { guard, links, bans, records, open, ended, troubles, time }
}

describe('LinkGuard', () => {
  it('asks nobody anything while nothing is streamed', async () => {
    const { guard, links, bans } = setUp()
    await guard.look()
    expect([links.asked, bans.asked]).toEqual([[], []])
  })

  it('lets good streams be, and asks of each link once', async () => {
    const { guard, links, bans, open, ended } = setUp()
    for (const id of ['a', 'b', 'c']) open(id, sampleLink)
    open('d', other)
    await guard.look()
    expect(ended).toEqual([])
    expect([links.asked, bans.asked]).toEqual([['findAll 2'], ['findAll 2']])
  })

  it.each([
    ['was revoked', { ...sampleLink, revokedAtMs: NOW_MS }, 'The link was revoked'],
    ['is over, now that its end was moved', { ...sampleLink, expiresAtMs: NOW_MS }, 'The link has expired'],
  ])('ends every stream of a link that %s elsewhere, and no other', async (_why, changed, reason) => {
    const { guard, links, open, ended } = setUp()
    open('a', sampleLink)
    open('b', sampleLink)
    open('c', other)
    links.put(changed)
    await guard.look()
    expect(ended).toEqual([`a: ${reason}`, `b: ${reason}`])
  })

  it('ends a stream when its link expires, or is forgotten altogether', async () => {
    const { guard, links, open, ended, time } = setUp()
    open('a', sampleLink)
    open('b', other)
    time.nowMs = EXPIRES_AT_MS
    links.links.delete(other.id)
    await guard.look()
    expect(ended).toEqual(['a: The link has expired', 'b: The link was revoked'])
  })

  it('ends the streams of people who are banned, also those opened from a token alone', async () => {
    const { guard, bans, open, ended } = setUp()
    open('a', sampleLink)
    open('b', { ...sampleLink, ownerId: null })
    open('c', other)
    bans.bans.set(7, banOf(7, NOW_MS + 1))
    bans.bans.set(8, banOf(8, NOW_MS))
    await guard.look()
    expect(ended).toEqual(['a: The owner of the link was banned', 'b: The owner of the link was banned'])
  })

  it('ends streams at once for what is done here', async () => {
    const { guard, records, links, bans, open, ended } = setUp()
    open('a', sampleLink)
    open('b', other)
    guard.linkRevoked(sampleLink.id)
    guard.userBanned(8)
    expect(ended).toEqual(['a: The link was revoked', 'b: The owner of the link was banned'])
    links.goAway()
    bans.goAway()
    expect(await records.find(sampleLink.id)).toEqual({ kind: 'unknown' })
  })

  it('lets streams go on while the database is away, and tells of anything worse', async () => {
    const { guard, links, open, ended, troubles } = setUp()
    open('a', sampleLink)
    links.goAway()
    await guard.look()
    expect(troubles).toEqual([])
    links.failure = new Error('no such column')
    await guard.look()
    expect([ended, troubles]).toEqual([[], [links.failure]])
    links.failure = null
    links.put({ ...sampleLink, revokedAtMs: 1 })
    await guard.look()
    expect(ended).toHaveLength(1)
  })

  it('never looks twice at the same time', async () => {
    const { guard, links, open } = setUp()
    open('a', sampleLink)
    await Promise.all([guard.look(), guard.look(), guard.look()])
    expect(links.asked).toEqual(['findAll 1'])
    await guard.look()
    expect(links.asked).toHaveLength(2)
  })
})
